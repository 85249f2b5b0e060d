// ProcessWatch: the MediaMTX servers among the processes of the host, and what each takes of it.
//
// Owned by the Sampler and used by its thread alone. All processes are looked through seldom, those
// that were found are read at each tick. A process that ends is no failure: it is not there.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "agent/proc_root.h"
#include "agent/process.h"
#include "core/base/clock.h"

namespace mtxmon {

struct HostProcess {
  std::uint64_t pid = 0;
  std::optional<double> cpu_cores;  // since the last tick; 1: one CPU is busy with it
  std::uint64_t resident_bytes = 0;
  std::uint64_t threads = 0;
  double started_after_boot_seconds = 0;
};

class ProcessWatch {
 public:
  static constexpr std::string_view kName = "mediamtx";
  static constexpr Milliseconds kLookThrough{30'000};

  explicit ProcessWatch(long ticks_per_second, std::uint64_t page_bytes)
      : ticks_per_second_(static_cast<double>(ticks_per_second)), page_bytes_(page_bytes) {}

  [[nodiscard]] std::vector<HostProcess> sample(const ProcRoot& root, SteadyTime now);

 private:
  struct Known {
    std::optional<ProcessStat> last;
    SteadyTime at;
  };

  void look_through(const ProcRoot& root, SteadyTime now);

  const double ticks_per_second_;
  const std::uint64_t page_bytes_;
  std::map<std::uint64_t, Known> known_;  // by pid
  std::optional<SteadyTime> looked_at_;
};

}  // namespace mtxmon
