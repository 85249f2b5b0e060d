#include "exporter/event_detector.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace mtxmon {
namespace {

// What is an event of its own. The state's changes are one already, but for "not connected", which
// is not wrong as such.
bool is_told(const Reason& reason) {
  const bool own =
      !reason_kind(reason.code).is_state || reason.code == ReasonCode::SourceUnreachable;
  return !reason.ended && own &&
         (reason.severity >= Severity::Warning || reason.code == ReasonCode::TracksChanged);
}

KnownReasons reasons_of(const std::vector<Reason>& reasons) {
  KnownReasons known;
  for (const Reason& reason : reasons) {
    if (is_told(reason)) known[{reason.code, reason.detail}] = {reason.text, reason.since};
  }
  return known;
}

bool is_reader(const Connection& connection) {
  return connection.role == Role::Reader && connection.established != false;
}

}  // namespace

void EventDetector::restore(const std::vector<Stream>& streams, const ConnectionList& connections,
                            bool up, std::optional<WallTime> server_started) {
  if (has_baseline_) return;  // this process has seen the server itself already
  has_baseline_ = true;
  up_ = up;
  server_started_ = server_started;
  for (const Stream& stream : streams)
    streams_[stream.name] = {.before = stream_restored(stream),
                             .reasons = reasons_of(stream.reasons)};
  for (const Connection& connection : connections) {
    if (is_reader(connection))
      readers_[connection.id] = {connection.stream, reasons_of(connection.reasons)};
  }
}

std::vector<Event> EventDetector::update(const Snapshot& now) {
  std::vector<Event> events;
  const bool restarted =
      now.up && server_started_ && now.server_started && *server_started_ != *now.server_started;
  note_server(now, events);
  if (now.up) {
    note_lists(now, events);
    note_streams(now, restarted, events);
    note_readers(now, events);
  }
  if (!has_baseline_) {
    events.clear();
    for (auto& [name, known] : streams_) known.changes.clear();
  }
  has_baseline_ = true;
  // Ids are times: never twice the same, also when the clock goes back.
  const WallTime time = std::max(now.polled_at, last_time_ + Milliseconds(1));
  if (!events.empty()) last_time_ = time;
  for (std::size_t index = 0; index < events.size(); ++index) {
    Event& event = events[index];
    event.time = time;
    const std::string entry = fmt::format("{}-{}", time.time_since_epoch().count(), index);
    if (event.id.empty()) {
      event.id = entry;
      event.first_time = time;
    }
    if (event.type != "stream_flapping") continue;
    KnownStream& known = streams_.find(event.stream)->second;
    known.flapping = event;
    known.flapping->replaces = entry;  // what its next growth supersedes
  }
  return events;
}

void EventDetector::note_server(const Snapshot& now, std::vector<Event>& events) {
  if (now.up != up_) {
    if (now.up) {
      const auto text = down_since_ ? fmt::format("The API of MediaMTX answers again, after {}.",
                                                  seconds_text(*down_since_, now.polled_at))
                                    : std::string("The API of MediaMTX answers again.");
      events.push_back(make_event("api_up", Severity::Info, "", text));
      if (down_since_) events.back().duration_seconds = to_seconds(now.polled_at - *down_since_);
    } else {
      down_since_ = now.down_since.value_or(now.polled_at);
      events.push_back(make_event("api_down", Severity::Critical, "", now.error));
    }
  }
  up_ = now.up;
  if (!now.up || !now.server_started) return;
  if (server_started_ && *server_started_ != *now.server_started) {
    events.push_back(make_event("server_restarted", Severity::Warning, "",
                                fmt::format("MediaMTX {} was started again.",
                                            now.server_version.value_or("(unknown version)"))));
  }
  server_started_ = now.server_started;
}

void EventDetector::note_lists(const Snapshot& now, std::vector<Event>& events) {
  using enum EndpointState;
  for (const auto& [name, endpoint] : now.endpoints) {
    if (endpoint.state == Unknown || name == "info" || name == "paths") continue;
    const auto [known, is_new] = lists_.try_emplace(name, endpoint.state);
    const EndpointState before = std::exchange(known->second, endpoint.state);
    if (is_new || before == endpoint.state) continue;
    if (endpoint.state == Failed) {
      events.push_back(make_event("list_failed", Severity::Warning, "",
                                  fmt::format("{}: {}", name, endpoint.error)));
    } else if (before == Failed) {
      events.push_back(make_event("list_recovered", Severity::Info, "",
                                  fmt::format("{} is answered again.", name)));
    } else if (endpoint.state == Off) {
      events.push_back(make_event("protocol_off", Severity::Warning, "",
                                  fmt::format("{} is switched off.", name)));
    } else {
      events.push_back(
          make_event("protocol_on", Severity::Info, "", fmt::format("{} is switched on.", name)));
    }
  }
}

void EventDetector::note_streams(const Snapshot& now, bool restarted, std::vector<Event>& events) {
  std::set<std::string_view> seen;
  for (const Stream& stream : now.streams) {
    if (stream.state == StreamState::Unknown) continue;
    seen.insert(stream.name);
    KnownStream& known = streams_[stream.name];
    auto event = stream_change(known.before, stream, restarted, now.polled_at);
    known.before = stream_after(known.before, stream, event ? std::string_view(event->type) : "");
    if (event) {
      event->time = now.polled_at;
      add_stream_event(known, std::move(*event), events);
    }
    note_reasons(known.reasons, stream.reasons, stream.name, "", now.polled_at, events);
  }
  std::erase_if(streams_, [&](const auto& entry) { return !seen.contains(entry.first); });
}

void EventDetector::add_stream_event(KnownStream& known, Event event,
                                     std::vector<Event>& events) const {
  if (!is_up_or_down(event.type)) {
    events.push_back(std::move(event));
    return;
  }
  std::erase_if(known.changes, [&](WallTime at) { return event.time - at > kFlapWindow; });
  if (known.changes.empty()) known.flapping.reset();
  known.changes.push_back(event.time);
  if (known.flapping) {
    ++known.flapping->count;
    known.flapping->text = fmt::format("Goes up and down: {} changes in {}.", known.flapping->count,
                                       seconds_text(known.flapping->first_time, event.time));
    events.push_back(*known.flapping);
  } else if (known.changes.size() >= kFlapChanges) {
    Event flapping =
        make_event("stream_flapping", Severity::Warning, event.stream,
                   fmt::format("Goes up and down: {} changes in {}.", known.changes.size(),
                               seconds_text(known.changes.front(), event.time)));
    flapping.count = known.changes.size();
    events.push_back(std::move(flapping));  // gets its id, and is remembered, in update()
  } else {
    events.push_back(std::move(event));
  }
}

void EventDetector::note_reasons(KnownReasons& known, const std::vector<Reason>& reasons,
                                 const std::string& stream, const std::string& connection,
                                 WallTime at, std::vector<Event>& events) {
  if (known.empty() && reasons.empty()) return;
  KnownReasons now = reasons_of(reasons);
  const auto note = [&](std::string type, Severity severity, ReasonCode code, std::string text) {
    Event event = make_event(std::move(type), severity, stream, std::move(text));
    event.code = reason_kind(code).word;
    event.connection = connection;
    event.of_reader = !connection.empty();
    events.push_back(std::move(event));
    return &events.back();
  };
  for (const Reason& reason : reasons) {
    if (is_told(reason) && !known.contains({reason.code, reason.detail}))
      note("reason_began", reason.severity, reason.code, reason.text);
  }
  for (const auto& [key, was] : known) {
    if (now.contains(key)) continue;
    note("reason_ended", Severity::Info, key.first,
         fmt::format("Over after {}: {}", seconds_text(was.since, at), was.text))
        ->duration_seconds = to_seconds(at - was.since);
  }
  known = std::move(now);
}

void EventDetector::note_readers(const Snapshot& now, std::vector<Event>& events) {
  const auto note = [&](std::string type, std::string text, const std::string& stream,
                        const std::string& id) {
    Event event = make_event(std::move(type), Severity::Info, stream, std::move(text));
    event.connection = id;
    event.of_reader = true;
    events.push_back(std::move(event));
  };
  for (const Connection& connection : now.connections) {
    if (!is_reader(connection)) continue;
    const auto [known, is_new] = readers_.try_emplace(connection.id);
    KnownReader& reader = known->second;
    reader.stream = connection.stream;
    reader.seen = true;
    if (is_new) {
      note("reader_joined", fmt::format("A reader came, by {}.", connection.protocol),
           connection.stream, connection.id);
    }
    note_reasons(reader.reasons, connection.reasons, connection.stream, connection.id,
                 now.polled_at, events);
  }
  for (auto entry = readers_.begin(); entry != readers_.end();) {
    if (std::exchange(entry->second.seen, false)) {
      ++entry;
      continue;
    }
    note("reader_left", "A reader went.", entry->second.stream, entry->first);
    entry = readers_.erase(entry);
  }
}

}  // namespace mtxmon
