// The standard process_* figures of this process, from /proc/self. A figure that cannot be read is
// absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mtxmon {

struct ProcessStats {
  std::optional<double> cpu_seconds_total;   // user and system
  std::optional<double> start_time_seconds;  // Unix time
  std::optional<std::uint64_t> resident_memory_bytes;
  std::optional<std::uint64_t> virtual_memory_bytes;
  std::optional<std::uint64_t> open_fds;
  std::optional<std::uint64_t> max_fds;
  std::optional<std::uint64_t> threads;
};

[[nodiscard]] ProcessStats read_process_stats();

}  // namespace mtxmon
