#include "exporter/diagnosis/reason_memory.h"

#include <algorithm>
#include <utility>

namespace mtxmon {

void ReasonMemory::restore(std::vector<Reason> reasons, SteadyTime at) {
  if (!known_.empty()) return;
  for (Reason& reason : reasons) {
    const WallTime wall = reason.ended.value_or(reason.since);
    known_.push_back({std::move(reason), at, at, wall});
  }
}

void ReasonMemory::update(std::vector<Reason> found, SteadyTime at, WallTime wall,
                          std::chrono::milliseconds recover_after) {
  for (Reason& reason : found) {
    const auto same = std::ranges::find_if(known_, [&](const Known& known) {
      return known.reason.code == reason.code && known.reason.detail == reason.detail;
    });
    if (same == known_.end()) {
      if (reason.since == WallTime{}) reason.since = wall;
      known_.push_back({std::move(reason), at, at, wall});
      continue;
    }
    const bool again = same->reason.ended.has_value();
    if (reason.since == WallTime{}) reason.since = wall;
    if (!again) reason.since = std::min(reason.since, same->reason.since);
    if (!again && reason.severity < same->reason.severity && at - same->severity_at < kHold) {
      reason.severity = same->reason.severity;
    } else {
      same->severity_at = at;
    }
    same->reason = std::move(reason);
    same->found_at = at;
    same->found_wall = wall;
  }
  std::erase_if(known_, [&](Known& known) {
    if (known.found_at == at) return false;
    const bool holds = !reason_kind(known.reason.code).is_state && at - known.found_at < kHold;
    if (!holds && !known.reason.ended) known.reason.ended = known.found_wall;
    return known.reason.ended.has_value() &&
           (known.reason.severity == Severity::Info || at - known.found_at >= recover_after);
  });
}

std::vector<Reason> ReasonMemory::shown() const {
  std::vector<Reason> reasons;
  reasons.reserve(known_.size());
  for (const Known& known : known_) reasons.push_back(known.reason);
  std::ranges::stable_sort(reasons, [](const Reason& a, const Reason& b) {
    if (a.ended.has_value() != b.ended.has_value()) return b.ended.has_value();
    return a.severity > b.severity;
  });
  return reasons;
}

}  // namespace mtxmon
