// The retention of the tiers from the settings history.samples, history.10s and history.60s.
#pragma once

#include "core/base/settings.h"
#include "core/history/tier.h"

namespace mtxmon {

[[nodiscard]] inline TierRetention tier_retention(const Settings& settings) {
  return {.samples = settings.duration("history.samples"),
          .ten_seconds = settings.duration("history.10s"),
          .minutes = settings.duration("history.60s")};
}

}  // namespace mtxmon
