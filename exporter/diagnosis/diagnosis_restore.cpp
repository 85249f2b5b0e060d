// Of Diagnosis: what it knows before the first poll.
#include "exporter/diagnosis/diagnosis.h"

namespace mtxmon {

void Diagnosis::restore(const FoundBefore& found, SteadyTime at) {
  if (!found.ours) problems_.restore(found.problems);
  if (has_baseline_) return;
  server_.restore(found.server_started, found.up);
  for (const Stream& stream : found.streams) {
    WatchedStream& watched = streams_[stream.name];
    watched.memory.restore(stream.reasons, at);
    watched.state = stream.state;
    watched.since = stream.since;
    watched.there_at = stream.last_inbound_at.value_or(WallTime());
    watched.readers = stream.readers.value_or(0);
    watched.failed_while_needed = worst_reason(stream.reasons, Severity::Warning) != nullptr &&
                                  stream.state == StreamState::Gone;
  }
  // What streams of one cause share shows nowhere else once they are gone.
  for (const Problem& problem : found.problems) {
    if (problem.code != ReasonCode::StreamsFailedTogether) continue;
    const bool restart = problem.detail == kServerRestart;
    for (const std::string& name : problem.streams) {
      const auto watched = streams_.find(name);
      if (watched == streams_.end()) continue;
      if (restart || problem.detail == kServerAway) {
        watched->second.lost =
            ServerReturn{problem.since, restart ? found.server_started : std::nullopt};
      } else if (problem.detail.find('/') != std::string::npos) {
        watched->second.network = problem.detail;
      }
    }
  }
}

}  // namespace mtxmon
