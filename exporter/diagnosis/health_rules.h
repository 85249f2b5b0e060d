// HealthRules: the thresholds of the diagnosis. Plain data; docs/CONFIG.md says where each default
// comes from.
#pragma once

#include <chrono>

namespace mtxmon {

struct HealthRules {
  std::chrono::milliseconds settle_after{5000};
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
  long long takeovers = 3;
  long long rejected_readers = 3;
  double host_busy = 0.9;
};

}  // namespace mtxmon
