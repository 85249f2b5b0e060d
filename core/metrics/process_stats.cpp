#include "core/metrics/process_stats.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace mtxmon {
namespace {

std::string read_file(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Unix time of the last boot: the line "btime N" of /proc/stat.
std::optional<double> boot_time_seconds() {
  std::istringstream lines(read_file("/proc/stat"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("btime ")) return std::stod(line.substr(6));
  }
  return std::nullopt;
}

}  // namespace

ProcessStats read_process_stats() {
  ProcessStats stats;
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  // proc(5): the fields after "(comm) " start with field 3; comm itself may hold blanks and
  // brackets.
  const std::string text = read_file("/proc/self/stat");
  if (const auto bracket = text.rfind(')'); bracket != std::string::npos) {
    std::istringstream fields(text.substr(bracket + 1));
    std::string skipped;
    const auto skip = [&](int count) {
      for (int i = 0; i < count; ++i) fields >> skipped;
    };
    std::uint64_t utime = 0;
    std::uint64_t stime = 0;
    std::uint64_t threads = 0;
    std::uint64_t start = 0;
    std::uint64_t virtual_bytes = 0;
    std::uint64_t resident_pages = 0;
    skip(11);
    fields >> utime >> stime;
    skip(4);
    fields >> threads;
    skip(1);
    fields >> start >> virtual_bytes >> resident_pages;
    if (fields) {
      stats.cpu_seconds_total = static_cast<double>(utime + stime) / ticks;
      stats.threads = threads;
      stats.virtual_memory_bytes = virtual_bytes;
      stats.resident_memory_bytes = resident_pages * page;
      if (const auto boot = boot_time_seconds())
        stats.start_time_seconds = *boot + static_cast<double>(start) / ticks;
    }
  }
  std::error_code error;
  const std::filesystem::directory_iterator fds("/proc/self/fd", error);
  if (!error) {
    const auto count = std::distance(begin(fds), end(fds));
    stats.open_fds = static_cast<std::uint64_t>(count - 1);  // without the iterator's own
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) stats.max_fds = limit.rlim_cur;
  return stats;
}

}  // namespace mtxmon
