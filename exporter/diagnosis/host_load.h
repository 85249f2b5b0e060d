// HostLoad: how busy the machine of a MediaMTX server is, as the agent there has said. Plain data.
#pragma once

#include <optional>
#include <string>

#include "core/base/clock.h"

namespace mtxmon {

// A network device in the direction that is fuller.
struct NetworkLoad {
  std::string device;
  double bits_per_second = 0;
  double link_bits_per_second = 0;

  [[nodiscard]] double usage_ratio() const { return bits_per_second / link_bits_per_second; }
};

struct HostLoad {
  std::string host;
  WallTime collected_at;                  // by the clock of that machine
  std::optional<double> cpu_usage_ratio;  // steal included
  std::optional<double> cpu_steal_ratio;  // wanted, but given to other virtual machines
  std::optional<NetworkLoad> network;     // the fullest device whose speed is known
};

}  // namespace mtxmon
