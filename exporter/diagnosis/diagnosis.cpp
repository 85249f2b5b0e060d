#include "exporter/diagnosis/diagnosis.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/schema/schema.h"
#include "exporter/diagnosis/connection_health.h"
#include "exporter/diagnosis/problems.h"
#include "exporter/diagnosis/reader_rank.h"
#include "exporter/diagnosis/state_reasons.h"

namespace mtxmon {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Frames in error count for so long.
constexpr auto kOfLate = seconds(10);
constexpr auto kLeftAtOnce = seconds(5);

bool list_is_fresh(const Snapshot& snapshot, std::string_view protocol) {
  for (const ListRoute& list : kLists) {
    if (list.protocol != protocol || list.kind != ListKind::Connections) continue;
    const auto endpoint = snapshot.endpoints.find(std::string(list.endpoint));
    return endpoint == snapshot.endpoints.end() || endpoint->second.state == EndpointState::Ok;
  }
  return false;
}

Stream* find_stream(std::vector<Stream>& streams, std::string_view name) {
  const auto found = std::ranges::lower_bound(
      streams, name, {}, [](const Stream& stream) { return std::string_view(stream.name); });
  return found == streams.end() || found->name != name ? nullptr : &*found;
}

// Whoever was told that something is wrong with this stream must not hear for a while that it is
// over; else a source that is just being connected is no trouble yet. That an expected one is
// missing is said anyway.
bool is_too_early(const Reason& reason, const ReasonMemory& memory, const HealthRules& rules) {
  return reason.code == ReasonCode::SourceUnreachable &&
         reason.numbers.at(0).second < to_seconds(rules.unreachable_after) &&  // its only one
         std::ranges::none_of(memory.shown(), [](const Reason& told) {
           return told.active(Severity::Warning) && told.code != ReasonCode::ExpectedMissing;
         });
}

bool flows(const Stream& stream) { return stream.inbound_bits_per_second.value_or(0) > 0; }

}  // namespace

void Diagnosis::update(Snapshot& snapshot, SteadyTime at, const PolicyOf& policy_of,
                       const HostLoad* host) {
  const WallTime wall = snapshot.polled_at;
  add_missing(snapshot);
  for (auto& [name, watched] : streams_) {
    watched.rules = nullptr;
    watched.settings = nullptr;
  }
  for (Stream& stream : snapshot.streams) {
    WatchedStream& watched = streams_[stream.name];
    const StreamPolicy policy = policy_of ? policy_of(stream.name) : StreamPolicy();
    watched.rules = policy.health != nullptr ? policy.health : &rules_;
    watched.settings = policy.settings;
    watched.source = policy.source;
    stream.expected = watched.expected;
    if (watched.expected &&
        (stream.state == StreamState::Gone || stream.state == StreamState::Offline))
      stream.state = StreamState::Missing;
  }
  server_.update(snapshot);
  if (snapshot.up) {
    watch_connections(snapshot, at);
  } else {
    recall_connections(snapshot);
  }
  std::map<std::string_view, Audience> audiences;
  for (const Connection& connection : snapshot.connections) {
    Audience& audience = audiences[connection.stream];
    if (connection.role == Role::Reader) {
      audience.readers.push_back(&connection);
    } else if (audience.publisher == nullptr || connection.established != false) {
      audience.publisher = &connection;
    }
  }
  if (snapshot.up) overload_.update(audiences, host, rules_.host_busy, at, wall);
  const auto groups = problems_.groups();
  std::vector<StreamOrigin> origins;
  origins.reserve(snapshot.streams.size());
  for (Stream& stream : snapshot.streams) {
    WatchedStream& watched = streams_[stream.name];
    watched.seen = true;
    const auto audience = audiences.find(stream.name);
    const Audience& its = audience == audiences.end() ? Audience() : audience->second;
    if (stream.state != StreamState::Unknown) {
      if (snapshot.up) watch_stream(stream, its, watched, at, wall);
      stream.reasons = watched.memory.shown();
      settle_state(stream, watched, wall);
      count_viewers(stream, its);
    } else if (watched.state != StreamState::Unknown) {
      snapshot.held.streams.push_back(
          {stream.name, watched.state, watched.since, watched.memory.shown()});
    }
    const auto group = groups.find(stream.name);
    origins.push_back({watched.network, watched.source, watched.lost,
                       watched.there_at != WallTime(),
                       group == groups.end() ? nullptr : group->second});
  }
  if (snapshot.up) {
    for (auto entry = streams_.begin(); entry != streams_.end();)
      entry = std::exchange(entry->second.seen, false) ? std::next(entry) : streams_.erase(entry);
    has_baseline_ = true;
  }
  // As long as the reasons of the streams are shown, so is what explains them.
  const bool shown = std::ranges::any_of(
      snapshot.streams, [](const Stream& stream) { return carries_stream(stream.state); });
  snapshot.problems = find_problems(
      snapshot, origins, snapshot.up ? patterns_.update(snapshot) : std::vector<Reason>(),
      snapshot.up || shown ? overload_.overload() : nullptr);
  snapshot.problem_changes = problems_.update(snapshot.problems, wall, snapshot.up);
  snapshot.held.problems = problems_.held();
  rank_connections(snapshot.connections);
}

void Diagnosis::watch_connections(Snapshot& snapshot, SteadyTime at) {
  std::set<std::string_view> fresh;
  for (const ListRoute& list : kLists) {
    if (list_is_fresh(snapshot, list.protocol)) fresh.insert(list.protocol);
  }
  for (Connection& connection : snapshot.connections) {
    const auto [entry, is_new] = connections_.try_emplace(connection.id);
    WatchedConnection& watched = entry->second;
    watched.seen = true;
    if (is_new) watched.first_seen = at;
    if (fresh.contains(connection.protocol)) {
      // Other readers may take a short look: a probe, a snapshot of one picture.
      const bool browser = connection.role == Role::Reader && connection.protocol == "webrtc";
      watched.stream = browser ? connection.stream : "";
      watched.established = connection.established.value_or(true);
      const Stream* stream = find_stream(snapshot.streams, connection.stream);
      const auto of_stream = streams_.find(connection.stream);
      const HealthRules& rules = of_stream != streams_.end() && of_stream->second.rules != nullptr
                                     ? *of_stream->second.rules
                                     : rules_;
      if (connection.role == Role::Reader) {
        watch_reader(connection, watched, rules, stream != nullptr && flows(*stream), at,
                     snapshot.polled_at);
      } else {
        watched.found = grade_publisher(connection, rules,
                                        duration_cast<milliseconds>(at - watched.first_seen));
        watched.memory.update(watched.found, at, snapshot.polled_at, rules.recover_after);
      }
    }
    connection.silent_since = watched.life.silent_since();
    if (!watched.memory.empty()) connection.reasons = watched.memory.shown();
  }
  for (auto entry = connections_.begin(); entry != connections_.end();) {
    if (std::exchange(entry->second.seen, false)) {
      ++entry;
      continue;
    }
    note_left(entry->second, at);
    entry = connections_.erase(entry);
  }
}

void Diagnosis::watch_reader(Connection& reader, WatchedConnection& watched,
                             const HealthRules& rules, bool stream_flows, SteadyTime at,
                             WallTime wall) {
  if (const auto rule = life_rule(reader); rule && reader.established != false)
    watched.life.update(*rule, stream_flows, at, wall);
  const std::uint64_t discarded = watched.discards.update(reader, at);
  // Losses of a reader that does not answer are the consequence.
  std::vector<Reason> reasons;
  if (!watched.life.in_doubt() || reader.resource != &kSrt)
    reasons = grade_reader(reader, rules, duration_cast<milliseconds>(at - watched.first_seen),
                           discarded);
  if (const auto silent = watched.life.silent_since()) {
    reasons.clear();
    reasons.push_back(silent_reason(reader, *silent, wall));
  }
  if (!reasons.empty() || !watched.memory.empty())
    watched.memory.update(std::move(reasons), at, wall, rules.recover_after);
}

void Diagnosis::note_left(const WatchedConnection& left, SteadyTime at) {
  const auto stream = streams_.find(left.stream);
  if (left.stream.empty() || stream == streams_.end()) return;
  if (!left.established) {
    stream->second.rejections.rejected(at);
  } else if (has_baseline_ && at - left.first_seen <= kLeftAtOnce) {
    stream->second.rejections.left_at_once(at);
  }
}

std::vector<Reason> Diagnosis::reasons_of(const Stream& stream, const Audience& audience,
                                          WatchedStream& watched, SteadyTime at,
                                          WallTime wall) const {
  std::vector<Reason> reasons = stream.reasons;
  std::erase_if(reasons, [&](const Reason& reason) {
    return is_too_early(reason, watched.memory, *watched.rules);
  });
  for (Reason& reason : reasons) {
    // Such a reason is as old as the state that it explains.
    if (reason_kind(reason.code).is_state) reason.since = stream.since;
  }
  const auto add = [&](std::optional<Reason> reason) {
    if (reason) reasons.push_back(std::move(*reason));
  };
  if (stream.state == StreamState::Missing) {
    reasons.push_back(missing_reason(stream.since));
    return reasons;
  }
  if (stream.state == StreamState::Gone) {
    if (!watched.failed_while_needed || wall - stream.since > kGoneIsAProblem) return reasons;
    reasons.push_back(stream_gone(stream.since, watched.readers));
    return reasons;
  }
  if (!carries_stream(stream.state)) return reasons;
  if (audience.publisher != nullptr) {
    const auto publisher = connections_.find(audience.publisher->id);
    if (publisher != connections_.end())
      std::ranges::copy(publisher->second.found, std::back_inserter(reasons));
  }
  add(watched.takeovers.reason(*watched.rules));
  add(watched.tracks.reason());
  add(watched.bitrate.reason());
  add(watched.rejections.reason(*watched.rules, at));
  std::ranges::copy(watched.forwards.reasons(), std::back_inserter(reasons));
  add(codec_unsupported(stream, audience));
  const Overload* overload = overload_.overload();
  const bool overloaded = overload != nullptr && overload->touches(stream.name);
  add(readers_failing(audience, *watched.rules, overloaded ? &overload->reason : nullptr));
  if (watched.settings != nullptr) add_unmet(stream, *watched.settings, reasons);
  if (watched.errors_at && at - *watched.errors_at < kOfLate) {
    reasons.push_back(frames_in_error(watched.errors));
  }
  return reasons;
}

void Diagnosis::watch_stream(const Stream& stream, const Audience& audience, WatchedStream& watched,
                             SteadyTime at, WallTime wall) {
  const bool carries = carries_stream(stream.state);
  if (carries) {
    watched.there_at = wall;
    watched.lost.reset();
    const Connection* publisher = audience.publisher;
    const bool session = stream.source && stream.source->type.kind == PeerKind::Session;
    watched.takeovers.update(session ? stream.source->id : "",
                             publisher != nullptr ? publisher->remote_addr : "", at);
    if (publisher != nullptr && !publisher->network.empty()) watched.network = publisher->network;
    watched.readers = stream.readers.value_or(0);
    watched.failed_while_needed = watched.readers > 0 || stream.state == StreamState::Stalled;
    const std::uint64_t errors = stream.inbound_frames_in_error_total.value_or(0);
    if (errors > watched.errors && has_baseline_) watched.errors_at = at;
    watched.errors = errors;
  } else if (stream.state != StreamState::Gone) {
    watched.failed_while_needed = false;
  }
  if (!carries && !watched.lost) watched.lost = server_.lost(watched.there_at, stream.since);
  watched.tracks.update(stream, carries, at);
  watched.bitrate.update(stream.inbound_rates.ten_seconds, at, *watched.rules);
  watched.forwards.update(stream, at);
  watched.memory.update(reasons_of(stream, audience, watched, at, wall), at, wall,
                        watched.rules->recover_after);
}

void Diagnosis::settle_state(Stream& stream, WatchedStream& watched, WallTime wall) const {
  const StreamState tracked = stream.state;
  if (tracked == StreamState::Live && worst_reason(stream.reasons, Severity::Warning) != nullptr)
    stream.state = StreamState::Degraded;
  const bool between =
      (watched.state == StreamState::Live && stream.state == StreamState::Degraded) ||
      (watched.state == StreamState::Degraded && stream.state == StreamState::Live);
  if (watched.state == stream.state) {
    if (tracked == StreamState::Live) stream.since = std::max(stream.since, watched.since);
    // Whether its path is listed or not, and whoever has found it out.
    if (tracked == StreamState::Missing) stream.since = std::min(stream.since, watched.since);
  } else if (between) {
    stream.since = wall;
  }
  watched.state = stream.state;
  watched.since = stream.since;
}

}  // namespace mtxmon
