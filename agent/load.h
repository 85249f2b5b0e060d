// Load averages and uptime, from /proc/loadavg and /proc/uptime. Pure; any thread.
#pragma once

#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

struct Load {
  double load1 = 0;  // runnable and blocked tasks, averaged over 1, 5 and 15 minutes
  double load5 = 0;
  double load15 = 0;
};

[[nodiscard]] Result<Load> parse_load(std::string_view loadavg);
// Seconds since boot.
[[nodiscard]] Result<double> parse_uptime(std::string_view uptime);

}  // namespace mtxmon
