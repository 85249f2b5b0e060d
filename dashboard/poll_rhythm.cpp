#include "dashboard/poll_rhythm.h"

#include <algorithm>
#include <cmath>

namespace mtxmon {
namespace {

std::int64_t ms_of(double seconds) {
  return std::max<std::int64_t>(1, std::llround(std::min(seconds, 1e9) * 1000));
}

}  // namespace

std::int64_t PollRhythm::longest_hold_ms(std::int64_t usual_ms) const {
  if (usual_ms == 0) usual_ms = interval_ms;
  return std::max(usual_ms * 5 / 2, 2 * interval_ms + timeout_ms);
}

PollRhythm rhythm_of(const State& state, const Subject& subject) {
  PollRhythm rhythm;
  if (subject.kind == SubjectKind::Host) {
    rhythm.timeout_ms = 0;
    const auto host = state.hosts.find(subject.source);
    if (host != state.hosts.end()) rhythm.interval_ms = ms_of(host->second->interval_seconds);
    return rhythm;
  }
  const auto node = state.nodes.find(subject.source);
  if (node == state.nodes.end()) return rhythm;
  rhythm.interval_ms = ms_of(node->second->interval_seconds);
  if (node->second->poll_timeout_seconds > 0)
    rhythm.timeout_ms = ms_of(node->second->poll_timeout_seconds);
  return rhythm;
}

}  // namespace mtxmon
