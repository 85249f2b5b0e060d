// Samples of the store → the columns of GET /api/v1/history. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/store/history.h"

namespace mtxmon {

struct HistoryQuery {
  std::vector<std::string> series;
  WallTime from, to;
  double step_seconds = 2;  // of the samples
  std::size_t points = 0;   // at most this many rows; 0 = all
};

// {"tier","step_seconds","times","series"}: one row per sample, or the mean of neighbours when
// there are more than `points`. A hole in the data is one row of nulls, so that a chart breaks its
// line there; so is a value no sample had.
[[nodiscard]] std::string history_json(const HistoryQuery& query,
                                       const std::vector<DecodedSample>& samples);

}  // namespace mtxmon
