// Which tier of the history answers a question about a range of time. Pure.
#pragma once

#include <chrono>
#include <cstddef>

#include "core/history/tier.h"
#include "dashboard/time_range.h"

namespace mtxmon {

// The coarsest tier whose step is not wider than range / points and that reaches back to `from`.
// When none is so fine, the finest that reaches back; when none reaches back, the one that reaches
// furthest. `sample_step` is the distance of polls. Tiers that are off are left out.
[[nodiscard]] Tier choose_tier(const TimeRange& range, WallTime now, std::size_t points,
                               std::chrono::milliseconds sample_step,
                               const TierRetention& retention);

}  // namespace mtxmon
