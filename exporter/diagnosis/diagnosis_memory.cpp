// Of Diagnosis: what it knows without the answers of this poll.
#include <algorithm>
#include <span>

#include "exporter/diagnosis/diagnosis.h"

namespace mtxmon {

void Diagnosis::restore(const std::vector<Stream>& streams, SteadyTime at) {
  if (has_baseline_) return;
  for (const Stream& stream : streams) {
    WatchedStream& watched = streams_[stream.name];
    watched.memory.restore(stream.reasons, at);
    watched.state = stream.state;
    watched.since = stream.since;
    watched.readers = stream.readers.value_or(0);
    watched.failed_while_needed = worst_reason(stream.reasons, Severity::Warning) != nullptr &&
                                  stream.state == StreamState::Gone;
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
