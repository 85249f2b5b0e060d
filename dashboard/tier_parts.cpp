#include "dashboard/tier_parts.h"

#include <algorithm>
#include <chrono>

namespace mtxmon {
namespace {

constexpr std::int64_t kAlignMs = 60'000;  // a bucket of any tier begins there

}  // namespace

std::vector<TierPart> finest_parts(const TimeRange& range, WallTime now,
                                   const TierRetention& retention) {
  const auto from_ms = std::max<std::int64_t>(0, range.from.time_since_epoch().count());
  auto end_ms = std::max(from_ms, range.to.time_since_epoch().count());
  std::vector<TierPart> parts;
  for (const Tier tier : kTiers) {
    const auto kept_ms = retention.of(tier).count();
    if (kept_ms <= 0 || end_ms <= from_ms) continue;
    // The oldest minute may be half gone.
    const auto reaches_ms =
        (now.time_since_epoch().count() - kept_ms) / kAlignMs * kAlignMs + 2 * kAlignMs;
    const auto begin_ms = std::max(from_ms, reaches_ms);
    if (begin_ms >= end_ms) continue;
    parts.push_back({tier, begin_ms, end_ms});
    end_ms = begin_ms;
  }
  if (end_ms > from_ms) {
    if (parts.empty()) parts.push_back({Tier::Samples, end_ms, end_ms});
    parts.back().from_ms = from_ms;
  }
  std::ranges::reverse(parts);
  return parts;
}

}  // namespace mtxmon
