// HostSample: everything one reading of the host found. Immutable once made, shared between
// threads as shared_ptr<const HostSample>.
//
// What could not be read is absent, never zero, and its part is in `failures`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/cpu.h"
#include "agent/disk.h"
#include "agent/load.h"
#include "agent/memory.h"
#include "agent/network.h"
#include "agent/process_watch.h"
#include "core/base/clock.h"
#include "core/model/program_info.h"

namespace mtxmon {

// More devices than these (hosts with hundreds of containers) are counted but not listed; those
// that carry the host's traffic come first.
inline constexpr std::size_t kMaxListedDevices = 64;

enum class HostPart { Cpu, Memory, Load, Uptime, Network, Udp, Disk };
inline constexpr std::array kHostParts = {HostPart::Cpu,    HostPart::Memory,  HostPart::Load,
                                          HostPart::Uptime, HostPart::Network, HostPart::Udp,
                                          HostPart::Disk};
[[nodiscard]] std::string_view part_word(HostPart part);  // "cpu"

struct PartFailure {
  HostPart part;
  std::string text;  // names the file and the cause
};

struct NetworkDevice {
  NetworkCounters counters;
  NetworkRates rates;
  std::optional<double> link_bits_per_second = {};  // of hardware: in each direction
};

struct HostNetwork {
  std::vector<NetworkDevice> devices;  // at most kMaxListedDevices
  std::size_t device_count = 0;        // all of them
  NetworkRates total;  // over the devices that carry the host's traffic, see carries_traffic()
};

struct HostDisk {
  std::string mount;  // as configured: a mount point of the host, or any folder on it
  std::optional<MountedDevice> mounted;
  DiskSpace space;
};

struct HostSample {
  std::string host;
  std::optional<ProgramInfo> agent;
  std::uint64_t seq = 0;  // 1, 2, 3 … since the agent started
  WallTime collected_at;
  SteadyTime measured_at;
  Milliseconds interval{};

  std::optional<CpuByMode> cpu_seconds;  // since boot
  std::optional<CpuByMode> cpu_ratio;    // since the last sample
  std::optional<unsigned> cpu_count;
  std::optional<std::uint64_t> boot_time_seconds;
  std::optional<double> uptime_seconds;
  std::optional<Load> load;
  std::optional<Memory> memory;
  std::optional<HostNetwork> network;
  std::optional<std::uint64_t> udp_receive_buffer_errors;
  std::optional<std::uint64_t> udp6_receive_buffer_errors;  // absent where IPv6 is off
  std::vector<HostDisk> disks;                              // those that could be read
  std::vector<HostProcess> processes;                       // MediaMTX servers that are seen
  std::vector<PartFailure> failures;

  // Of the last three intervals: older figures are not shown as the present.
  [[nodiscard]] bool fresh(SteadyTime now) const { return now - measured_at <= 3 * interval; }
  [[nodiscard]] bool failed(HostPart part) const;
  // "cpu: /proc/stat: Permission denied; disk: …"; empty when all is well.
  [[nodiscard]] std::string error() const;
};

}  // namespace mtxmon
