// Sums over the streams of one snapshot. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "core/model/snapshot.h"

namespace mtxmon {

struct Totals {
  std::map<std::string_view, std::size_t> streams_by_state;
  std::uint64_t readers = 0;
  std::optional<double> inbound_bits_per_second,
      outbound_bits_per_second;  // absent when no stream has a rate
};
[[nodiscard]] Totals count_totals(const Snapshot& snapshot);

}  // namespace mtxmon
