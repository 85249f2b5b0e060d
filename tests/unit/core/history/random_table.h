// Tables of every kind that the history may meet, from a seed.
#pragma once

#include <cstdint>

#include "core/history/table.h"

namespace mtxmon {

inline constexpr std::int64_t kBase = 1'795'370'400'000;  // a wall time in ms

// 1 to 60 rows: noise, constants, counters that reset, steps, holes, values at ± kMaxStored; keys
// from regular to far apart.
[[nodiscard]] HistoryTable random_table(std::uint32_t seed);

}  // namespace mtxmon
