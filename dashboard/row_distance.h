// How far apart the rows of a time series usually are. Pure.
#pragma once

#include <cstdint>
#include <span>

namespace mtxmon {

// The median distance of neighbours, whatever is missing between some; 0 of fewer than three keys,
// which do not tell.
[[nodiscard]] std::int64_t usual_distance(std::span<const std::int64_t> keys);

}  // namespace mtxmon
