// Rows of a fine tier summed up into rows of a coarse one. Pure, any thread.
#pragma once

#include <cstdint>

#include "core/history/table.h"

namespace mtxmon {

// One row per bucket [k × step_ms, (k + 1) × step_ms) that has a row, its key is the bucket's
// start. `rows` may be samples or sums over shorter buckets; step_ms is at least 1.
//
// By kind of the series (series.h):
//   Gauge  the mean, weighted by `samples` where rows has them; BelowMean and AboveMean from the
//          exact minimum and maximum, left out where a column of them would be all zero
//   Total  the last value
//   Count  the sum
//   State  nothing of its own: each row counts in samples_<state> of its state
// `samples` is how many samples the bucket has. A series that this program does not know is a
// Gauge. Means are rounded to the stored integer; minimum <= mean <= maximum holds.
//
// Sums of sums equal sums of the samples (means within rounding) as long as a gauge has a value in
// every row or in none of a bucket; with holes a row weighs as much as its samples.
[[nodiscard]] HistoryTable aggregate(const HistoryTable& rows, std::int64_t step_ms);

}  // namespace mtxmon
