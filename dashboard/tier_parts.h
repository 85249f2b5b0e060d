// How a range of time is read from tiers that are kept for different times. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "core/history/tier.h"
#include "dashboard/time_range.h"

namespace mtxmon {

struct TierPart {
  Tier tier = Tier::Samples;
  std::int64_t from_ms = 0, to_ms = 0;  // without the end
};

// For each part of the range the finest tier that still has it, oldest part first; parts touch, and
// meet where buckets of both begin. What no tier has any more is of the one that reaches furthest.
[[nodiscard]] std::vector<TierPart> finest_parts(const TimeRange& range, WallTime now,
                                                 const TierRetention& retention);

}  // namespace mtxmon
