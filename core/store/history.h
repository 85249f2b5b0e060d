// One sample of a time series and its form in a Redis stream. The only place that knows the
// encoding.
//
// Pure. The encoding of this stage: one stream entry per sample, id = "<wall time in ms>-0", one
// field per value, field name = series name, decimal text; a missing value has no field.
// docs/REDIS.md says the same for others.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.h"

namespace mtxmon {

struct HistorySample {
  WallTime time;
  // Series name → value; only values that exist. Absent is not zero. The names are literals of the
  // program: the writer keeps samples for minutes and does not copy them.
  std::vector<std::pair<std::string_view, double>> values;
};

// The id of a sample's entry: its time, so that writing a sample twice is refused by Redis instead
// of doubling it.
[[nodiscard]] std::string history_id(WallTime time);

// Field/value texts for XADD, in the order of `values`. Integers print without fraction, the rest
// shortest exact; values that are not finite are left out.
[[nodiscard]] std::vector<std::string> encode_history(const HistorySample& sample);

struct DecodedSample {
  WallTime time;
  std::vector<std::pair<std::string, double>> values;
};

// From an entry id and its fields; nothing when the id or every value is not ours.
[[nodiscard]] std::optional<DecodedSample> decode_history(std::string_view id,
                                                          const std::vector<std::string>& fields);

}  // namespace mtxmon
