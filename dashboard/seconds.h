// Seconds, as answers say times and durations. Pure.
#pragma once

#include <cstdint>

namespace mtxmon {

[[nodiscard]] inline double seconds_of(std::int64_t ms) { return static_cast<double>(ms) / 1000; }

}  // namespace mtxmon
