// Sampler: reads the host once per tick and makes a HostSample of it.
//
// Owned by main and used by the sampling thread alone. Keeps the counters of the last tick, of
// which rates and ratios are made. A part that cannot be read is absent and named in the sample's
// failures; the others go on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/host_sample.h"
#include "agent/proc_root.h"
#include "core/base/clock.h"

namespace mtxmon {

class Sampler {
 public:
  struct Options {
    std::string host;
    std::optional<ProgramInfo> agent = {};
    std::vector<std::string> mounts;
    Milliseconds interval{2000};
    long ticks_per_second = 100;      // sysconf(_SC_CLK_TCK): the unit of /proc/stat
    std::uint64_t page_bytes = 4096;  // sysconf(_SC_PAGESIZE): the unit of /proc/PID/stat
  };

  Sampler(Options options, ProcRoot root, const Clock& clock,
          ReadDiskSpace read_disk_space = mtxmon::read_disk_space)
      : options_(std::move(options)),
        root_(std::move(root)),
        clock_(clock),
        read_disk_space_(std::move(read_disk_space)),
        processes_(options_.ticks_per_second, options_.page_bytes) {}

  [[nodiscard]] HostSample sample();

 private:
  struct NetworkReading {
    SteadyTime time;
    std::vector<NetworkCounters> devices;
  };

  void read_cpu(HostSample& sample);
  void read_network(HostSample& sample);
  void read_udp(HostSample& sample) const;
  void read_disks(HostSample& sample) const;
  [[nodiscard]] HostNetwork make_network(const NetworkReading& now) const;

  const Options options_;
  const ProcRoot root_;
  const Clock& clock_;
  const ReadDiskSpace read_disk_space_;
  ProcessWatch processes_;
  std::uint64_t seq_ = 0;
  std::optional<CpuTicks> last_cpu_;  // none when the last tick could not read it
  std::optional<NetworkReading> last_network_;
};

}  // namespace mtxmon
