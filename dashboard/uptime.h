// Uptime: what spans of states amount to: how long each was, and the outages. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "dashboard/state_spans.h"

namespace mtxmon {

struct Outage {
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;      // of the last that was seen of it
  std::int64_t lasted_ms = 0;  // without what nobody knows of within it
  std::string_view state;      // the one that made up most of it
  bool is_open = false;        // it lasts at the end of the range
};

struct UptimeReport {
  std::int64_t observed_ms = 0, unknown_ms = 0;
  std::vector<std::pair<std::string_view, std::int64_t>> states;  // ms of each, longest first
  std::vector<Outage> outages;                                    // oldest first
  std::int64_t outage_ms = 0;
  // 1 - outages / (observed - idle): nobody misses a stream that nobody asks for. Nothing when
  // there is nothing to divide by.
  std::optional<double> uptime_ratio;
};

// An outage is the time in which is_outage() holds (stream_states.h). `starting` neither begins nor
// ends one. What nobody knows of is no outage; one that is there before and after it is one.
[[nodiscard]] UptimeReport uptime_report(std::span<const StateSpan> spans);

}  // namespace mtxmon
