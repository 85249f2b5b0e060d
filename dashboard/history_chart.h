// HistoryChart: the rows of a tier made fit for a chart: not more than were asked for, and a row of
// nothing where data are missing, so that the line breaks. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/history/table.h"
#include "core/history/tier.h"
#include "dashboard/poll_rhythm.h"

namespace mtxmon {

struct HistoryChart {
  Tier tier = Tier::Samples;
  std::int64_t step_ms = 0;  // distance of rows where nothing is missing
  bool is_summed = false;    // rows stand for a bucket [key, key + step_ms), not for one sample
  HistoryTable rows;
};

// A multiple of `step_ms` of which at most `points` (two or more) aligned buckets hold all from
// `first_ms` to `last_ms`.
[[nodiscard]] std::int64_t bucket_ms(std::int64_t step_ms, std::int64_t first_ms,
                                     std::int64_t last_ms, std::size_t points);

// `rows` are of `tier`, `step_ms` apart, for samples the distance of polls; `is_summed`: they stand
// for buckets. More than `points` rows are summed up into buckets of a multiple of the step,
// samples of at least two.
[[nodiscard]] HistoryChart make_chart(HistoryTable rows, Tier tier, std::int64_t step_ms,
                                      bool is_summed, std::size_t points, const PollRhythm& rhythm);

// One column of an answer: values as numbers or, when `words` has rows, as words.
struct ChartColumn {
  std::string_view series;
  std::string_view part;                // "avg", "min", "max"; of `state` "value" or a state
  std::vector<double> numbers;          // NaN: nothing
  std::vector<std::string_view> words;  // empty: nothing
};

// The columns of the series with these numbers, in this order; of all that the rows have when there
// are none. Of each series:
//   a sample       avg; of state: value, the word
//   a sum of them  avg, min, max; of a total only avg, its last value; of state: value, the worst
//                  word, and for each state that occurs the share of samples that had it
[[nodiscard]] std::vector<ChartColumn> chart_columns(const HistoryChart& chart,
                                                     std::vector<std::uint16_t> series);

}  // namespace mtxmon
