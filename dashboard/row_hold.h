// How far apart the rows of a time series usually are, and how long one holds. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/history/table.h"
#include "dashboard/poll_rhythm.h"

namespace mtxmon {

// The median distance of neighbours, whatever is missing between some; 0 of fewer than three keys,
// which do not tell.
[[nodiscard]] std::int64_t usual_distance(std::span<const std::int64_t> keys);

// Of sums over `step_ms`: how long one holds when the next is not there. Nothing when it stands for
// its own bucket: then there are several samples in each. Where polls are about as rare as buckets,
// or rarer, a bucket without one is no hole, and a row holds as a sample does.
[[nodiscard]] std::optional<std::int64_t> longest_hold_of_sum(const HistoryTable& rows,
                                                              std::int64_t step_ms,
                                                              const PollRhythm& rhythm);

}  // namespace mtxmon
