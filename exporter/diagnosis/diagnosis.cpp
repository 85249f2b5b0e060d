#include "exporter/diagnosis/diagnosis.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "core/base/glob.h"
#include "core/schema/schema.h"
#include "exporter/diagnosis/codec_support.h"
#include "exporter/diagnosis/connection_health.h"
#include "exporter/diagnosis/sentence.h"

namespace mtxmon {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

// What was skipped for a reader, and frames in error, count for so long.
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

std::optional<std::uint64_t> discarded_by(const Connection& reader) {
  if (reader.resource == nullptr) return std::nullopt;
  for (const std::string_view native : {"outboundRTPPacketsDiscarded", "outboundFramesDiscarded"}) {
    const std::size_t row = reader.resource->row(native);
    if (row < reader.values.size() && reader.values[row].is_integer())
      return reader.values[row].integer();
  }
  return std::nullopt;
}

Stream* find_stream(std::vector<Stream>& streams, std::string_view name) {
  const auto found = std::ranges::lower_bound(
      streams, name, {}, [](const Stream& stream) { return std::string_view(stream.name); });
  return found == streams.end() || found->name != name ? nullptr : &*found;
}

bool flows(const Stream& stream) { return stream.inbound_bits_per_second.value_or(0) > 0; }

std::string_view failure_text(ReasonCode code) {
  switch (code) {
    case ReasonCode::ReaderSilent:
      return "not responding";
    case ReasonCode::ReaderSlow:
      return "too slow";
    case ReasonCode::SrtLatencyUnit:
      return "with a latency of many seconds";
    default:
      return "losing packets";
  }
}

Reason silent_reason(const Connection& reader, WallTime since, WallTime now) {
  Reason reason;
  reason.code = ReasonCode::ReaderSilent;
  reason.severity = Severity::Warning;
  reason.since = since;
  reason.text = fmt::format("Not responding for {}, although the server still sends.",
                            duration_text(to_seconds(now - since)));
  reason.remedy = reader.protocol == "webrtc"
                      ? "Most often a page that was closed or a phone that went away; the server "
                        "drops the session after about 30 s."
                      : "Its player hangs or its network is gone; the server drops it in time.";
  reason.numbers = {{"silent_seconds", to_seconds(now - since)}};
  return reason;
}

}  // namespace

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
  for (const std::string& name : expectations_.names) {
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

void Diagnosis::count_expected(const Snapshot& snapshot) {
  too_few_.clear();
  for (const ExpectedPattern& pattern : expectations_.patterns) {
    const auto count = static_cast<std::uint64_t>(
        std::ranges::count_if(snapshot.streams, [&](const Stream& stream) {
          return (carries_stream(stream.state) || stream.state == StreamState::Standby) &&
                 glob_matches(pattern.match, stream.name);
        }));
    if (count >= pattern.min_streams) {
      too_few_since_.erase(pattern.match);
      continue;
    }
    Reason reason;
    reason.code = ReasonCode::ExpectedCountLow;
    reason.severity = Severity::Critical;
    reason.detail = pattern.match;
    reason.since = too_few_since_.try_emplace(pattern.match, snapshot.polled_at).first->second;
    reason.text = fmt::format("{} of {} match {}.", count,
                              count_text(pattern.min_streams, "expected stream"), pattern.match);
    reason.remedy = "Look for which of them is not there; streams.entries says how many must be.";
    reason.numbers = {{"streams", static_cast<double>(count)},
                      {"min_streams", static_cast<double>(pattern.min_streams)}};
    too_few_.push_back(std::move(reason));
  }
}

void Diagnosis::update(Snapshot& snapshot, SteadyTime at, const PolicyOf& policy_of) {
  const WallTime wall = snapshot.polled_at;
  add_missing(snapshot);
  for (Stream& stream : snapshot.streams) {
    WatchedStream& watched = streams_[stream.name];
    const StreamPolicy policy = policy_of ? policy_of(stream.name) : StreamPolicy();
    watched.rules = policy.health != nullptr ? policy.health : &rules_;
    watched.settings = policy.settings;
    if (watched.expected &&
        (stream.state == StreamState::Gone || stream.state == StreamState::Offline))
      stream.state = StreamState::Missing;
  }
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
    }
    origins.push_back({watched.network});
  }
  if (snapshot.up) {
    for (auto entry = streams_.begin(); entry != streams_.end();)
      entry = std::exchange(entry->second.seen, false) ? std::next(entry) : streams_.erase(entry);
    has_baseline_ = true;
    count_expected(snapshot);
  }
  snapshot.problems =
      find_problems(snapshot, origins, snapshot.up ? too_few_ : std::vector<Reason>());
  problems_.update(snapshot.problems);
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
        watched.memory.update(grade_publisher(connection, rules,
                                              duration_cast<milliseconds>(at - watched.first_seen)),
                              at, snapshot.polled_at, rules.recover_after);
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

void Diagnosis::recall_connections(Snapshot& snapshot) const {
  for (Connection& connection : snapshot.connections) {
    const auto known = connections_.find(connection.id);
    if (known == connections_.end()) continue;
    connection.silent_since = known->second.life.silent_since();
    connection.reasons = known->second.memory.shown();
  }
}

void Diagnosis::watch_reader(Connection& reader, WatchedConnection& watched,
                             const HealthRules& rules, bool stream_flows, SteadyTime at,
                             WallTime wall) {
  if (const auto rule = life_rule(reader); rule && reader.established != false)
    watched.life.update(*rule, stream_flows, at, wall);
  const auto discarded = discarded_by(reader);
  const auto before = std::exchange(watched.discarded, discarded);
  if (at - watched.discarded_at > kOfLate) watched.discarded_of_late = 0;
  if (before && discarded && *discarded > *before) {
    watched.discarded_of_late += *discarded - *before;
    watched.discarded_at = at;
  }
  // Losses of a reader that does not answer are the consequence.
  std::vector<Reason> reasons;
  if (!watched.life.in_doubt() || reader.resource != &kSrt)
    reasons = grade_reader(reader, rules, duration_cast<milliseconds>(at - watched.first_seen),
                           watched.discarded_of_late);
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

std::optional<Reason> Diagnosis::readers_failing(const Audience& audience,
                                                 const HealthRules& rules) {
  std::map<std::string_view, std::size_t> by_kind;
  std::size_t failing = 0;
  for (const Connection* reader : audience.readers) {
    if (const Reason* worst = worst_reason(reader->reasons, Severity::Warning)) {
      ++failing;
      ++by_kind[failure_text(worst->code)];
    }
  }
  if (failing < static_cast<std::size_t>(std::max(rules.reader_count, 1LL)) ||
      static_cast<double>(failing) <
          rules.reader_share * static_cast<double>(audience.readers.size()))
    return std::nullopt;
  std::vector<std::string> kinds;
  for (const auto& [what, count] : by_kind) kinds.push_back(fmt::format("{} {}", count, what));
  Reason reason;
  reason.code = ReasonCode::ReadersFailing;
  reason.severity = Severity::Warning;
  reason.text = fmt::format("{} of {} readers fail: {}.", failing, audience.readers.size(),
                            list_text(kinds, kinds.size()));
  reason.remedy =
      "So many at once share a cause: look at the server's uplink and load, then at the "
      "bit rate of the stream.";
  reason.numbers = {{"failing_readers", static_cast<double>(failing)},
                    {"readers", static_cast<double>(audience.readers.size())}};
  return reason;
}

std::optional<Reason> codec_reason(const Stream& stream,
                                   const std::vector<const Connection*>& readers) {
  std::map<std::string, std::size_t> by_protocol;
  for (const Connection* reader : readers) {
    if (reader->established != false) ++by_protocol[reader->protocol];
  }
  for (const auto& [protocol, count] : by_protocol) {
    const auto missing = tracks_not_carried(protocol, stream.tracks);
    if (missing.empty()) continue;
    const bool audio = track_kind(missing.front()->codec) == TrackKind::Audio;
    Reason reason;
    reason.code = ReasonCode::CodecUnsupported;
    reason.severity = Severity::Warning;
    reason.detail = protocol;
    reason.text = fmt::format(
        "{} by {} {} nothing: {} cannot carry {}.", count_text(count, "viewer"), protocol,
        audio ? (count == 1 ? "hears" : "hear") : (count == 1 ? "sees" : "see"), protocol,
        codec_text(missing.front()->codec));
    reason.remedy = audio ? "Publish Opus instead, or a second stream with Opus for these viewers."
                          : "Publish H264 instead, or a second stream with it for these viewers.";
    reason.numbers = {{"readers", static_cast<double>(count)}};
    return reason;
  }
  return std::nullopt;
}

void expect(const Stream& stream, const StreamSettings& settings, std::vector<Reason>& reasons) {
  const auto few = settings.min_readers;
  if (few && stream.readers && *stream.readers < *few) {
    Reason reason;
    reason.code = ReasonCode::ExpectedReadersLow;
    reason.severity = Severity::Warning;
    reason.text =
        fmt::format("{} of at least {} expected.", count_text(*stream.readers, "reader"), *few);
    reason.remedy = "Look at those who should read it; streams.entries says how many are expected.";
    reason.numbers = {{"readers", static_cast<double>(*stream.readers)},
                      {"min_readers", static_cast<double>(*few)}};
    reasons.push_back(std::move(reason));
  }
  const auto least = settings.min_bits_per_second;
  const auto rate = stream.inbound_rates.ten_seconds;
  if (least && rate && *rate > 0 && *rate < static_cast<double>(*least)) {
    Reason reason;
    reason.code = ReasonCode::ExpectedBitrateLow;
    reason.severity = Severity::Warning;
    reason.text = fmt::format("{}, at least {} expected.", bit_rate_text(*rate),
                              bit_rate_text(static_cast<double>(*least)));
    reason.remedy = "Look at the encoder's rate control; streams.entries holds the expected rate.";
    reason.numbers = {{"inbound_bits_per_second", *rate},
                      {"min_bits_per_second", static_cast<double>(*least)}};
    reasons.push_back(std::move(reason));
  }
}

std::vector<Reason> Diagnosis::reasons_of(const Stream& stream, const Audience& audience,
                                          WatchedStream& watched, SteadyTime at,
                                          WallTime wall) const {
  std::vector<Reason> reasons = stream.reasons;
  for (Reason& reason : reasons) {
    // Such a reason is as old as the state that it explains.
    if (reason_kind(reason.code).is_state) reason.since = stream.since;
  }
  const auto add = [&](std::optional<Reason> reason) {
    if (reason) reasons.push_back(std::move(*reason));
  };
  if (stream.state == StreamState::Missing) {
    Reason missing;
    missing.code = ReasonCode::ExpectedMissing;
    missing.severity = Severity::Critical;
    missing.since = stream.since;
    missing.text = "Expected, but not there.";
    missing.remedy = "Start its publisher; streams.entries names the streams that are expected.";
    reasons.push_back(std::move(missing));
    return reasons;
  }
  if (stream.state == StreamState::Gone) {
    if (!watched.failed_while_needed || wall - stream.since > kGoneIsAProblem) return reasons;
    Reason gone;
    gone.code = ReasonCode::StreamGone;
    gone.severity = Severity::Warning;
    gone.since = stream.since;
    gone.text = watched.readers > 0
                    ? fmt::format("Gone, while {} read it.", count_text(watched.readers, "reader"))
                    : std::string("Gone, after a stall.");
    gone.remedy = "Look at the encoder and its network: its connection has ended.";
    gone.numbers = {{"readers", static_cast<double>(watched.readers)}};
    reasons.push_back(std::move(gone));
    return reasons;
  }
  if (!carries_stream(stream.state)) return reasons;
  if (audience.publisher != nullptr) {
    for (const Reason& reason : audience.publisher->reasons) {
      if (!reason.ended) reasons.push_back(reason);
    }
  }
  add(watched.takeovers.reason(*watched.rules));
  add(watched.tracks.reason());
  add(watched.bitrate.reason());
  add(watched.rejections.reason(*watched.rules, at));
  std::ranges::copy(watched.forwards.reasons(), std::back_inserter(reasons));
  add(codec_reason(stream, audience.readers));
  add(readers_failing(audience, *watched.rules));
  if (watched.settings != nullptr) expect(stream, *watched.settings, reasons);
  if (watched.errors_at && at - *watched.errors_at < kOfLate) {
    Reason reason;
    reason.code = ReasonCode::FramesInError;
    reason.severity = Severity::Warning;
    reason.text = "The server could not process some frames of the last 10 s and left them out.";
    reason.remedy = "Its log names the cause; most often packets were lost before they came.";
    reason.numbers = {{"frames_in_error", static_cast<double>(watched.errors)}};
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

void Diagnosis::watch_stream(const Stream& stream, const Audience& audience, WatchedStream& watched,
                             SteadyTime at, WallTime wall) {
  const bool carries = carries_stream(stream.state);
  if (carries) {
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

void Diagnosis::count_viewers(Stream& stream, const Audience& audience) const {
  if (!stream.readers) return;
  std::uint32_t silent = 0;
  std::uint32_t no_viewers = 0;
  bool at_least = stream.readers_by_protocol.contains("hls") &&
                  std::ranges::none_of(audience.readers, [](const Connection* reader) {
                    return reader->protocol == "hls";
                  });
  for (const Connection* reader : audience.readers) {
    silent += reader->silent_since ? 1 : 0;
    no_viewers += reader->silent_since || reader->internal ? 1 : 0;
    at_least = at_least || reader->is_cdn.value_or(false);
  }
  stream.readers_silent = silent;
  // Lists are moments apart: the server's number can be the smaller one.
  stream.viewers = *stream.readers - std::min(*stream.readers, no_viewers);
  stream.viewers_at_least = at_least;
}

}  // namespace mtxmon
