// StreamRules: what the operator has configured about streams, for StreamTracker. Plain data.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "core/base/stream_settings.h"
#include "exporter/health_rules.h"

namespace mtxmon {

struct StreamRules {
  std::chrono::milliseconds stall_after{
      5000};  // no inbound bytes for this long and for two polls: stalled
  std::chrono::milliseconds remember{24 * 3600'000};  // how long a vanished stream is shown as gone
  HealthRules health;
  std::vector<StreamEntry> entries;   // what the operator says about single streams
  std::size_t remember_max = 10'000;  // gone streams kept at most; the oldest are forgotten
};

}  // namespace mtxmon
