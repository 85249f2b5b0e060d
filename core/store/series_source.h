// SeriesSource: what the parts that write the time series of one source share: its name, its keys,
// how long what is kept.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

#include "core/history/tier.h"
#include "core/store/keys.h"

namespace mtxmon {

// What is in fact kept of each tier: the retention, or less since Redis ran out of memory.
using TierKept = std::array<std::chrono::milliseconds, kTierCount>;

inline constexpr std::chrono::milliseconds kConnectionsStay{
    std::chrono::minutes(15)};  // after their end

struct SeriesSource {
  Keys keys;
  SourceKind kind = SourceKind::Node;
  std::string name;
  TierRetention retention;

  // Of all keys but those of connections. When nobody writes for a while, what a slower tier is
  // still to be made from must be there when somebody comes again; names outlive what needs them.
  [[nodiscard]] std::chrono::milliseconds expiry() const {
    return retention.longest() + std::chrono::hours(1);
  }

  [[nodiscard]] std::string things() const { return keys.history_things(kind, name); }
  [[nodiscard]] std::string open() const { return keys.history_open(kind, name); }
  [[nodiscard]] std::string chunks(std::int64_t thing, Tier tier) const {
    return keys.history_chunks(kind, name, thing, tier);
  }
};

}  // namespace mtxmon
