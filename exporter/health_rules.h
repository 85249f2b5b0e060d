// Thresholds of health: from when on a figure is called bad. The options "health.…", as a struct.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "core/base/settings.h"

namespace mtxmon {

// One member per option, with its default; what each means stands in docs/CONFIG.md. Ratios are
// from 0 to 1.
struct HealthRules {
  std::chrono::milliseconds settle_after{5'000};
  std::chrono::milliseconds recover_after{60'000};
  std::chrono::milliseconds starting_for{15'000};
  std::chrono::milliseconds unreachable_after{10'000};
  std::chrono::milliseconds max_latency{10'000};
  double unrecovered_loss_warning = 0.001;
  double unrecovered_loss_critical = 0.01;
  double link_loss_warning = 0.1;
  double belated_warning = 0.001;
  double rtp_loss_warning = 0.01;
  double rtp_loss_critical = 0.05;
  double reader_loss_warning = 0.01;
  double discarded_warning = 0.01;
  double reader_share = 0.2;
  long long reader_count = 3;
  double bitrate_low_ratio = 0.5;
  std::chrono::milliseconds bitrate_low_after{30'000};
  long long takeovers = 3;         // within 60 s
  long long rejected_readers = 3;  // within 60 s
  double host_busy = 0.9;

  friend bool operator==(const HealthRules&, const HealthRules&) = default;
};

[[nodiscard]] HealthRules health_rules_of(const Settings& settings);

// The rules of one stream: those of the program, but for what its entries say otherwise.
[[nodiscard]] HealthRules with_overrides(HealthRules rules, const HealthOverrides& overrides);

}  // namespace mtxmon
