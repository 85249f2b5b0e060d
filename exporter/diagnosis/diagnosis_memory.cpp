// Of Diagnosis: what it knows without the answers of this poll.
#include <algorithm>
#include <span>

#include "exporter/diagnosis/diagnosis.h"

namespace mtxmon {
namespace {

std::uint32_t readers_in(const Reason& gone) {
  for (const auto& [name, number] : gone.numbers) {
    if (name == "readers") return static_cast<std::uint32_t>(number);
  }
  return 0;
}

}  // namespace

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
    if (stream.state == StreamState::Gone) {
      const auto gone = std::ranges::find(stream.reasons, ReasonCode::StreamGone, &Reason::code);
      watched.failed_while_needed = gone != stream.reasons.end();
      if (watched.failed_while_needed) watched.readers = readers_in(*gone);
    } else {
      watched.failed_while_needed = carries_stream(stream.state) &&
                                    (watched.readers > 0 || stream.state == StreamState::Stalled);
    }
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

// Expected streams that the server does not list and nobody remembers. While the server does not
// answer: those that were missing before.
void Diagnosis::add_missing(Snapshot& snapshot) {
  const std::size_t listed = snapshot.streams.size();
  for (const std::string& name : expected_) {
    WatchedStream& watched = streams_[name];
    watched.expected = true;
    if (!snapshot.up && watched.state != StreamState::Missing) continue;
    const auto known = std::span(snapshot.streams).first(listed);
    const auto found = std::ranges::lower_bound(known, name, {}, &Stream::name);
    if (found != known.end() && found->name == name) continue;
    Stream& stream = snapshot.streams.emplace_back();
    stream.name = name;
    stream.state = StreamState::Missing;
    stream.since = watched.state == StreamState::Missing ? watched.since : snapshot.polled_at;
  }
  if (snapshot.streams.size() > listed) std::ranges::sort(snapshot.streams, {}, &Stream::name);
}

void Diagnosis::recall_connections(Snapshot& snapshot) const {
  for (Connection& connection : snapshot.connections) {
    const auto known = connections_.find(connection.id);
    if (known == connections_.end()) continue;
    connection.silent_since = known->second.life.silent_since();
    connection.reasons = known->second.memory.shown();
  }
}

}  // namespace mtxmon
