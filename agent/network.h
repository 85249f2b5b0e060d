// Network devices and UDP losses, from /proc/net/dev, /proc/net/snmp and /proc/net/snmp6. Pure;
// any thread.
//
// Device names come from outside: up to 15 bytes of anything but "/" and blanks. Escape them at
// output.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace mtxmon {

struct NetworkCounters {
  std::string device;
  std::uint64_t receive_bytes = 0;  // since the device appeared
  std::uint64_t receive_errors = 0;
  std::uint64_t receive_drops = 0;
  std::uint64_t transmit_bytes = 0;
  std::uint64_t transmit_errors = 0;
  std::uint64_t transmit_drops = 0;
};

struct NetworkRates {
  std::optional<double> receive_bits_per_second;
  std::optional<double> transmit_bits_per_second;
};

// From /sys/class/net/DEVICE/speed, in Mbit/s there. Nothing for a virtual device or one without a
// cable, of which the kernel says -1.
[[nodiscard]] std::optional<double> parse_link_speed(std::string_view text);

[[nodiscard]] Result<std::vector<NetworkCounters>> parse_network(std::string_view net_dev);

// Nothing for a counter that went back: a reset, or a wrap at 32 bits, which cannot be told apart.
// Nothing at all when no time passed.
[[nodiscard]] NetworkRates network_rates(const NetworkCounters& before, const NetworkCounters& now,
                                         double elapsed_seconds);

// One flag per device: does it carry the host's traffic to the outside? The devices that stand for
// hardware do (`is_hardware`: /sys/class/net/DEVICE/device exists); bridges, bonds, VLANs, tunnels
// and containers would count the same bytes again. Where no device is hardware, as in a container's
// own network, all count whose name is not one of the usual names of such devices.
[[nodiscard]] std::vector<bool> carries_traffic(
    const std::vector<NetworkCounters>& devices,
    const std::function<bool(std::string_view device)>& is_hardware);

// Datagrams that the kernel threw away because the program's receive buffer was full: SRT sees them
// only as loss. From the column RcvbufErrors of "Udp:", and from the line Udp6RcvbufErrors.
[[nodiscard]] Result<std::uint64_t> parse_udp_receive_buffer_errors(std::string_view snmp);
[[nodiscard]] Result<std::uint64_t> parse_udp6_receive_buffer_errors(std::string_view snmp6);

}  // namespace mtxmon
