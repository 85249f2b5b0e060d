// Of StreamTracker: what it knows of a stream before the first poll that shows it.
#include <algorithm>
#include <utility>

#include "exporter/stream_tracker.h"

namespace mtxmon {

void StreamTracker::restore(std::vector<Stream> streams, SteadyTime now, WallTime wall_now) {
  for (Stream& stream : streams) {
    if (stream.state == StreamState::Degraded) stream.state = StreamState::Live;
    Tracked tracked;
    // Of a slate the severity of its reason tells. One that was unknown reads as live, without a
    // source.
    tracked.had_publisher = (carries_stream(stream.state) && stream.source) ||
                            (stream.state == StreamState::Standby &&
                             worst_reason(stream.reasons, Severity::Warning) != nullptr);
    stream.reasons.clear();
    // Of a missing stream that never was there only the expectation is known.
    tracked.ever_available =
        stream.state != StreamState::Missing || stream.last_inbound_at.has_value();
    tracked.available = stream.available_since.has_value() && stream.state != StreamState::Gone &&
                        stream.state != StreamState::Offline;
    tracked.answered_at = now;
    tracked.grown_at =
        now - std::max(Milliseconds(0), wall_now - stream.last_inbound_at.value_or(wall_now));
    tracked.polls_without_growth = stream.state == StreamState::Stalled ? kStallPolls : 0;
    if (stream.state == StreamState::Offline || stream.state == StreamState::Missing)
      tracked.unavailable_since = now - std::max(Milliseconds(0), wall_now - stream.since);
    const auto known = streams_.find(stream.name);
    if (known != streams_.end()) {  // Redis came late: this process has seen the stream already
      Stream& shown = known->second.shown;
      const bool same =
          shown.state == stream.state && shown.available_since == stream.available_since;
      if (same) shown.since = std::min(shown.since, stream.since);
      if (same) known->second.had_publisher |= tracked.had_publisher;
      if (same) known->second.unavailable_since = tracked.unavailable_since;
      continue;
    }
    std::string name = stream.name;
    tracked.shown = std::move(stream);
    apply_settings(tracked);
    streams_.emplace(std::move(name), std::move(tracked));
  }
}

void StreamTracker::apply_settings(Tracked& tracked) const {
  Stream& stream = tracked.shown;
  tracked.settings = settings_for(rules_.entries, node_, stream.name);
  tracked.health = with_overrides(rules_.health, tracked.settings.health);
  stream.title = tracked.settings.title;
  stream.contact = tracked.settings.contact;
  stream.player_url = tracked.settings.player_url;
}

}  // namespace mtxmon
