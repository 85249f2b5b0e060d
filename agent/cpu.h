// CPU time of the whole host, from /proc/stat. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

// In the order of the kernel's columns. The columns behind steal (guest, guest_nice) are part of
// user and nice already.
inline constexpr std::array<std::string_view, 8> kCpuModes = {"user",   "nice", "system",  "idle",
                                                              "iowait", "irq",  "softirq", "steal"};

// One value per mode of kCpuModes: seconds, or ratios.
using CpuByMode = std::array<double, kCpuModes.size()>;
using CpuTicks = std::array<std::uint64_t, kCpuModes.size()>;

struct CpuStat {
  CpuTicks ticks{};                     // since boot, all CPUs together
  unsigned cpu_count = 0;               // online CPUs
  std::uint64_t boot_time_seconds = 0;  // unix time
};

[[nodiscard]] Result<CpuStat> parse_cpu(std::string_view stat);

// `now` with iowait held where the kernel let it fall, which proc(5) allows: a counter must not go
// back. A real reset, where another mode falls too, stays as it is.
[[nodiscard]] CpuTicks hold_iowait(const CpuTicks& before, const CpuTicks& now);

[[nodiscard]] CpuByMode to_seconds(const CpuTicks& ticks, long ticks_per_second);

// Share of each mode in the time between two samples, 0 to 1, in sum 1. Nothing when any counter
// went back or no time passed.
[[nodiscard]] std::optional<CpuByMode> cpu_ratios(const CpuTicks& before, const CpuTicks& now);

// All but idle and iowait.
[[nodiscard]] double busy_ratio(const CpuByMode& ratios);

}  // namespace mtxmon
