#include "agent/cpu.h"

#include <algorithm>

#include <fmt/format.h>

#include "agent/proc_text.h"

namespace mtxmon {
namespace {

constexpr std::size_t kIdle = 3;
constexpr std::size_t kIowait = 4;
static_assert(kCpuModes[kIdle] == "idle" && kCpuModes[kIowait] == "iowait");

std::optional<CpuTicks> parse_ticks(const std::vector<std::string_view>& fields) {
  CpuTicks ticks{};
  if (fields.size() <= ticks.size()) return std::nullopt;
  for (std::size_t mode = 0; mode < ticks.size(); ++mode) {
    const auto count = parse_count(fields[mode + 1]);
    if (!count) return std::nullopt;
    ticks[mode] = *count;
  }
  return ticks;
}

bool went_back(const CpuTicks& before, const CpuTicks& now) {
  for (std::size_t mode = 0; mode < now.size(); ++mode) {
    if (now[mode] < before[mode]) return true;
  }
  return false;
}

}  // namespace

Result<CpuStat> parse_cpu(std::string_view stat) {
  CpuStat result;
  std::optional<CpuTicks> ticks;
  std::optional<std::uint64_t> boot_time;
  for (const std::string_view line : split_lines(stat)) {
    if (line.starts_with("cpu ")) {
      ticks = parse_ticks(split_fields(line));
      if (!ticks) return Error{"the line \"cpu\" does not have the eight modes as numbers"};
    } else if (line.starts_with("cpu")) {
      ++result.cpu_count;
    } else if (line.starts_with("btime ")) {
      boot_time = parse_count(line.substr(std::string_view("btime ").size()));
      if (!boot_time) return Error{"the line \"btime\" does not hold a number"};
    }
  }
  if (!ticks) return Error{"there is no line \"cpu\""};
  if (result.cpu_count == 0) return Error{"there is no line \"cpu0\""};
  if (!boot_time) return Error{"there is no line \"btime\""};
  result.ticks = *ticks;
  result.boot_time_seconds = *boot_time;
  return result;
}

CpuTicks hold_iowait(const CpuTicks& before, const CpuTicks& now) {
  CpuTicks held = now;
  held[kIowait] = std::max(before[kIowait], now[kIowait]);
  return went_back(before, held) ? now : held;
}

CpuByMode to_seconds(const CpuTicks& ticks, long ticks_per_second) {
  CpuByMode seconds{};
  std::ranges::transform(ticks, seconds.begin(), [&](std::uint64_t count) {
    return static_cast<double>(count) / static_cast<double>(ticks_per_second);
  });
  return seconds;
}

std::optional<CpuByMode> cpu_ratios(const CpuTicks& before, const CpuTicks& now) {
  if (went_back(before, now)) return std::nullopt;
  double total = 0;
  CpuByMode ratios{};
  for (std::size_t mode = 0; mode < now.size(); ++mode) {
    ratios[mode] = static_cast<double>(now[mode] - before[mode]);
    total += ratios[mode];
  }
  if (total <= 0) return std::nullopt;
  for (double& ratio : ratios) ratio /= total;
  return ratios;
}

double busy_ratio(const CpuByMode& ratios) {
  double busy = 0;
  for (std::size_t mode = 0; mode < ratios.size(); ++mode) {
    if (mode != kIdle && mode != kIowait) busy += ratios[mode];
  }
  return busy;
}

}  // namespace mtxmon
