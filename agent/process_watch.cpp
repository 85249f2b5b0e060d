#include "agent/process_watch.h"

#include <fmt/format.h>

namespace mtxmon {
namespace {

bool is_same(const ProcessStat& before, const ProcessStat& now) {
  return before.start_ticks == now.start_ticks && before.cpu_ticks <= now.cpu_ticks;
}

}  // namespace

void ProcessWatch::look_through(const ProcRoot& root, SteadyTime now) {
  looked_at_ = now;
  for (const std::uint64_t pid : root.numbers("proc")) {
    if (known_.contains(pid)) continue;
    const auto name = root.read(fmt::format("proc/{}/comm", pid));
    if (name && name->substr(0, name->find('\n')) == kName) known_[pid];
  }
}

std::vector<HostProcess> ProcessWatch::sample(const ProcRoot& root, SteadyTime now) {
  if (!looked_at_ || now - *looked_at_ >= kLookThrough) look_through(root, now);
  std::vector<HostProcess> found;
  for (auto entry = known_.begin(); entry != known_.end();) {
    auto& [pid, known] = *entry;
    const auto stat = root.read_as(fmt::format("proc/{}/stat", pid), parse_process_stat);
    if (!stat) {
      entry = known_.erase(entry);
      looked_at_.reset();  // it may be started again under another number
      continue;
    }
    HostProcess& process = found.emplace_back();
    process.pid = pid;
    process.resident_bytes = stat->resident_pages * page_bytes_;
    process.threads = stat->threads;
    process.started_after_boot_seconds = static_cast<double>(stat->start_ticks) / ticks_per_second_;
    if (known.last && is_same(*known.last, *stat) && now > known.at) {
      process.cpu_cores = static_cast<double>(stat->cpu_ticks - known.last->cpu_ticks) /
                          ticks_per_second_ / to_seconds(now - known.at);
    }
    known.last = *stat;
    known.at = now;
    ++entry;
  }
  return found;
}

}  // namespace mtxmon
