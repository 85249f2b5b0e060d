#include "dashboard/tier_choice.h"

#include <algorithm>
#include <optional>

namespace mtxmon {
namespace {

// Who asks for the last hour of a tier that is kept for an hour is to have it.
constexpr std::chrono::seconds kSlack{60};

}  // namespace

Tier choose_tier(const TimeRange& range, WallTime now, std::size_t points,
                 std::chrono::milliseconds sample_step, const TierRetention& retention) {
  const auto width = std::min(range.to, now) - range.from;  // nothing is known of the future
  const double width_ms = static_cast<double>(width.count()) / static_cast<double>(points);
  std::optional<Tier> finest, coarsest;
  Tier furthest = Tier::Samples;
  for (const Tier tier : kTiers) {
    const auto kept = retention.of(tier);
    if (kept.count() <= 0) continue;
    if (kept > retention.of(furthest)) furthest = tier;
    if (range.from < now - kept - kSlack) continue;
    if (!finest) finest = tier;
    const auto step_ms = tier == Tier::Samples ? sample_step.count() : form_of(tier).step_ms;
    if (static_cast<double>(step_ms) <= width_ms) coarsest = tier;
  }
  if (coarsest) return *coarsest;
  return finest ? *finest : furthest;
}

}  // namespace mtxmon
