// A process of the host, from /proc/PID/stat. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

struct ProcessStat {
  std::uint64_t cpu_ticks = 0;  // user and system, of all its threads
  std::uint64_t threads = 0;
  std::uint64_t start_ticks = 0;  // after boot; tells a process from a later one with its number
  std::uint64_t resident_pages = 0;
};

[[nodiscard]] Result<ProcessStat> parse_process_stat(std::string_view stat);

}  // namespace mtxmon
