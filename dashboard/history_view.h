// A HistoryChart as the answer of GET /api/v1/history. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dashboard/history_chart.h"

namespace mtxmon {

// {"tier","step_seconds","times","series"}: one row per time; null is nothing.
[[nodiscard]] std::string history_json(const HistoryChart& chart,
                                       const std::vector<std::uint16_t>& series);
// "time","unix_seconds", then a column for each series and part: "rtt_seconds" where there is one
// part, else "rtt_seconds_avg" …; "state" and "state_live" …
[[nodiscard]] std::string history_csv(const HistoryChart& chart,
                                      const std::vector<std::uint16_t>& series);

}  // namespace mtxmon
