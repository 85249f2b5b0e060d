#include "tests/simulator/scene.h"

#include <algorithm>
#include <cmath>

#include "tests/simulator/concat.h"

namespace mtxmon::sim {
namespace {

constexpr double kOnDemandCloseAfterSeconds = 10.0;

Error no_sense(const Stream& stream, std::string_view why) {
  return Error{"stream \"" + stream.name + "\" " + std::string(why)};
}

bool is_of(const Session& session, const std::optional<Protocol>& protocol) {
  return !protocol || session.protocol == *protocol;
}

// Whether its item would tell that its queue overflows.
bool can_be_slow(const Session& reader) {
  return reader.established && !reader.frozen_at && reader.protocol != Protocol::Hls &&
         reader.protocol != Protocol::Moq;
}

}  // namespace

Scene::Scene(const SimulatorOptions& options, WallTime origin)
    : origin_(origin),
      seed_(options.seed),
      read_timeout_seconds_(options.read_timeout_seconds),
      lively_(options.lively),
      has_site_(options.site > 0),
      shape_(Shape::from_name(options.version_shape).value_or(Shape())),
      director_(mix(options.seed, 4000)) {
  if (options.deprecated_routes) shape_.keep_deprecated_routes();
  enabled_.fill(true);
  build(options);
  started_ = time_text(0.0);
  note(0.0, "server started");
  drop_sessions(0.0);
  for (Stream& stream : streams_) {
    if (stream.kind == StreamKind::Publisher || stream.kind == StreamKind::StaticSource)
      publish(stream, 0.0);
  }
  if (options.mix) schedule(1.0, {Action::AttemptsOn, "studio/trying"});
}

const Stream* Scene::find(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  return found == index_.end() ? nullptr : &streams_[found->second];
}

void Scene::advance(double t) {
  for (;;) {
    const double incident_at = lively_ ? director_.next_at() : t + 1.0;
    const double planned_at = plan_.empty() ? t + 1.0 : plan_.begin()->first;
    const double next = std::min(incident_at, planned_at);
    if (next > t) break;
    now_ = std::max(now_, next);
    ++revision_;
    if (incident_at < planned_at) {
      run_incident(next);
    } else {
      const SceneCommand command = std::move(plan_.extract(plan_.begin()).mapped());
      // What was planned may have lost its sense meanwhile; then it just does not happen.
      [[maybe_unused]] const Status overtaken = perform(command, next);
    }
  }
  now_ = std::max(now_, t);
}

void Scene::run_incident(double t) {
  for (auto& [delay, command] : director_.next_incident(streams_))
    schedule(t + delay, std::move(command));
}

Status Scene::apply(const SceneCommand& command, double t) {
  advance(t);
  Status done = perform(command, now_);
  if (done.ok()) ++revision_;
  return done;
}

void Scene::set_clock_offset(double seconds) {
  clock_offset_seconds_ = seconds;
  ++revision_;
}

Status Scene::perform(const SceneCommand& command, double t) {
  switch (command.action) {
    case Action::Restart:
      note(t, "server started");
      started_ = time_text(t);
      drop_sessions(t);
      return {};
    case Action::DropSessions:
      note(t, "all paths made anew");
      drop_sessions(t);
      return {};
    case Action::ProtocolOff:
    case Action::ProtocolOn:
      if (!command.protocol) return Error{"which protocol?"};
      switch_protocol(server_of(*command.protocol), command.action == Action::ProtocolOn, t);
      return {};
    case Action::AttemptsOn:
    case Action::AttemptsOff:
    case Action::AttemptBegins:
    case Action::AttemptEnds:
      return perform_attempt(command, t);
    case Action::SiteDie:
      return site_dies(t);
    case Action::SiteBack:
      return site_is_back(t);
    default:
      break;
  }
  const auto found = index_.find(command.stream);
  if (found == index_.end()) {
    return Error{"there is no stream \"" + command.stream + "\"; GET /sim/state lists them"};
  }
  return perform_on(streams_[found->second], command, t);
}

Status Scene::perform_on(Stream& stream, const SceneCommand& command, double t) {
  const bool fixed = stream.kind == StreamKind::DeadSource || stream.kind == StreamKind::Redirect ||
                     stream.name == "all_others";
  if (fixed && command.action != Action::CounterOffset)
    return no_sense(stream, "never has a publisher");
  switch (command.action) {
    case Action::PublisherStart:
      if (stream.on_air) return no_sense(stream, "has a publisher already");
      if (!enabled(server_of(stream.protocol)))
        return no_sense(stream, "uses a protocol that is off");
      publish(stream, t);
      return {};
    case Action::PublisherFlap:
      if (stream.flapping || stream.fighting)
        return no_sense(stream, "flaps or is fought for already");
      stream.flapping = true;
      return flap(stream, t);
    case Action::PublisherSteady:
      if (!stream.flapping && !stream.fighting) return no_sense(stream, "is steady already");
      stream.flapping = false;
      stream.fighting = false;
      return {};
    case Action::PublisherFight:
      if (stream.flapping || stream.fighting)
        return no_sense(stream, "flaps or is fought for already");
      if (stream.kind != StreamKind::Publisher)
        return no_sense(stream, "has no encoder of its own");
      stream.fighting = true;
      return fight(stream, t);
    case Action::FightStep:
      return stream.fighting ? fight(stream, t) : no_sense(stream, "is not fought for any more");
    case Action::FlapStep:
      return stream.flapping ? flap(stream, t) : no_sense(stream, "does not flap any more");
    case Action::ReaderAdd: {
      constexpr std::array kAny = {Protocol::Hls, Protocol::WebRtc, Protocol::Srt, Protocol::Rtsp,
                                   Protocol::Rtmp};
      auto any = kAny.at(mix(stream.seed, 17, sessions_made_) % kAny.size());
      if (any == Protocol::WebRtc && stream.all_tracks.aac()) any = Protocol::Hls;
      const Protocol protocol = command.protocol.value_or(any);
      if (protocol == Protocol::Moq && !shape_.since(19))
        return Error{concat({"MediaMTX ", shape_.release(), " does not speak MoQ"})};
      if (!enabled(server_of(protocol))) return Error{"the protocol of the reader is off"};
      if (!stream.available() && stream.kind != StreamKind::OnDemand)
        return no_sense(stream, "is not available");
      if (!stream.available()) publish(stream, t);
      stream.audience.push_back(protocol);
      add_reader(stream, protocol, t);
      return {};
    }
    case Action::ReaderRemove:
      return remove_one_reader(stream, command, t);
    case Action::ReaderFreeze:
      return freeze_one_reader(stream, command, t);
    case Action::ReaderTimeout:
      return remove_one_reader(stream, command, t);
    case Action::ReaderSlow:
      return slow_readers(stream, command, t);
    case Action::ReaderFast:
      return fast_readers(stream, command, t);
    case Action::ReaderReject:
      return reject_readers(stream, command, t);
    case Action::ReaderRejectStep:
      reject_reader(stream, t);
      return {};
    case Action::ForwardFail:
      return fail_forward(stream, t);
    case Action::ForwardOk:
      return mend_forward(stream, t);
    case Action::CounterOffset:
      stream.counter_offset = command.counter_offset;
      return {};
    default:
      break;
  }
  if (!stream.on_air) return no_sense(stream, "has no publisher");
  switch (command.action) {
    case Action::PublisherStop:
      // Planned after the last reader of an on-demand stream left: not if somebody came since.
      if (command.generation != 0 && !stream.readers.empty())
        return no_sense(stream, "has readers again");
      end_publisher(stream, t);
      return {};
    case Action::PublisherTimeout:
      if (!stream.stalled || stream.generation != command.generation)
        return no_sense(stream, "came back");
      end_publisher(stream, t);
      return {};
    case Action::PublisherReconnect:
      if (command.latency_seconds) {
        if (Status set = set_latency(stream, *command.latency_seconds); !set.ok()) return set;
      }
      reconnect(stream, t);
      return {};
    case Action::PublisherStall:
      if (stream.stalled) return no_sense(stream, "is stalled already");
      stall(stream, t);
      return {};
    case Action::PublisherResume:
      if (!stream.stalled) return no_sense(stream, "is not stalled");
      resume(stream, t);
      return {};
    case Action::TracksAudioLost:
    case Action::TracksSmaller:
    case Action::TracksAll:
      return change_tracks(stream, command.action, t);
    case Action::PublisherQuiet:
      stream.loudness = command.ratio;
      set_volume(stream, t);
      note(t, "publisher of " + stream.name + " is quiet");
      return {};
    case Action::PublisherLoud:
      if (stream.loudness >= 1.0) return no_sense(stream, "is not quiet");
      stream.loudness = 1.0;
      set_volume(stream, t);
      note(t, "publisher of " + stream.name + " is loud again");
      return {};
    case Action::LinkBad:
    case Action::LinkGood:
      if (!stream.publisher) return no_sense(stream, "has a source without a link");
      if (command.action == Action::LinkBad) return spoil_link(stream, command, t);
      stream.bad_link = false;
      stream.publisher->link.rtt_ms = stream.link.rtt_ms;
      set_loss(stream, stream.link.loss_ratio, t);
      note(t, "link of " + stream.name + " is good again");
      return {};
    default:
      return Error{"that cannot be done to a stream"};
  }
}

void Scene::publish(Stream& stream, double t) {
  stream.on_air = true;
  stream.stalled = false;
  stream.bad_link = false;
  ++stream.generation;
  stream.online_time = time_text(t);
  if (stream.kind != StreamKind::AlwaysAvailable) {
    stream.available_time = stream.online_time;
    stream.media = PiecewiseLine(t, 1.0);
    stream.volume = PiecewiseLine(0.0, stream.loudness);
    stream.forwarded = PiecewiseLine(0.0, stream.forward_failing_since ? 0.0 : 1.0);
    stream.forward_since = t;
    stream.wander = Wander(mix(stream.seed, 18, static_cast<std::uint64_t>(stream.generation)));
    stream.ended_outbound_bytes = 0;
    stream.readers.clear();
  }
  Session session = make_session(stream, stream.protocol, true, t);
  if (stream.kind != StreamKind::StaticSource) {
    stream.publisher = std::move(session);
  } else if (stream.source_type != "mpegtsSource") {
    stream.puller = std::move(session);
  }
  if (stream.recorded()) stream.recordings.push_back(stream.online_time);
  set_volume(stream, t);
  if (stream.readers.empty()) {
    for (const Protocol protocol : stream.audience) {
      if (enabled(server_of(protocol))) add_reader(stream, protocol, t);
    }
  }
  note(t, "publisher of " + stream.name + " came");
}

void Scene::reconnect(Stream& stream, double t) {
  end_publisher(stream, t);
  publish(stream, t);
}

void Scene::end_publisher(Stream& stream, double t) {
  // A path that came with its publisher goes with it, and what it counted, too.
  if (!stream.wildcard()) stream.earlier_inbound_bytes += stream.inbound_bytes(t);
  stream.on_air = false;
  stream.publisher.reset();
  stream.puller.reset();
  if (stream.kind != StreamKind::AlwaysAvailable) {
    stream.readers.clear();
    if (stream.kind == StreamKind::OnDemand) stream.audience.clear();
  } else {
    if (stream.stalled) stream.media.bend(t, 1.0);  // the slate plays
    stream.volume.bend(stream.full_content(stream.media.value(t)), 1.0);
  }
  stream.stalled = false;
  note(t, "publisher of " + stream.name + " went");
}

// There for 2 s, away for 1 s.
Status Scene::flap(Stream& stream, double t) {
  if (stream.on_air) {
    end_publisher(stream, t);
  } else if (enabled(server_of(stream.protocol))) {
    publish(stream, t);
  }
  schedule(t + (stream.on_air ? 2.0 : 1.0), {Action::FlapStep, stream.name});
  return {};
}

// The encoder that has not got the path takes it; the server lets it.
Status Scene::fight(Stream& stream, double t) {
  constexpr double kTurnSeconds = 4.0;
  constexpr std::string_view kOne = "203.0.113.10";
  constexpr std::string_view kOther = "198.51.100.20";
  stream.encoder_host = stream.encoder_host == kOne ? kOther : kOne;
  if (stream.on_air) end_publisher(stream, t);
  if (enabled(server_of(stream.protocol))) publish(stream, t);
  schedule(t + kTurnSeconds, {Action::FightStep, stream.name});
  return {};
}

Status Scene::change_tracks(Stream& stream, Action change, double t) {
  if (stream.kind == StreamKind::AlwaysAvailable)
    return no_sense(stream, "has the tracks of its slate");
  if (change == Action::TracksAudioLost && stream.tracks().audio.empty())
    return no_sense(stream, "has no audio");
  stream.audio_lost =
      change == Action::TracksAudioLost || (stream.audio_lost && change != Action::TracksAll);
  stream.smaller =
      change == Action::TracksSmaller || (stream.smaller && change != Action::TracksAll);
  reconnect(stream, t);
  return {};
}

// A browser that cannot reach the server tries for 8 s, and again 2 s later.
Status Scene::perform_attempt(const SceneCommand& command, double t) {
  constexpr double kTrySeconds = 8.0;
  constexpr double kPauseSeconds = 2.0;
  const auto found = std::find_if(attempts_.begin(), attempts_.end(), [&](const Stream& attempt) {
    return attempt.name == command.stream;
  });
  if (command.action == Action::AttemptsOn) {
    if (found != attempts_.end()) return Error{"attempts are being made already"};
    Stream attempt;
    attempt.name = command.stream;
    attempts_.push_back(std::move(attempt));
    return perform_attempt({Action::AttemptBegins, command.stream}, t);
  }
  if (found == attempts_.end()) return Error{"no attempts are being made"};
  if (command.action == Action::AttemptsOff) {
    attempts_.erase(found);
  } else if (command.action == Action::AttemptBegins && enabled(Protocol::WebRtc)) {
    found->publisher = make_session(*found, Protocol::WebRtc, true, t);
    found->publisher->established = false;
    schedule(t + kTrySeconds, {Action::AttemptEnds, command.stream});
  } else {
    found->publisher.reset();
    schedule(t + kPauseSeconds, {Action::AttemptBegins, command.stream});
  }
  return {};
}

void Scene::stall(Stream& stream, double t) {
  stream.stalled = true;
  stream.stalled_at = t;
  stream.media.bend(t, 0.0);
  if (read_timeout_seconds_ > 0.0) {
    SceneCommand timeout(Action::PublisherTimeout, stream.name);
    timeout.generation = stream.generation;
    schedule(t + read_timeout_seconds_, std::move(timeout));
  }
  note(t, "publisher of " + stream.name + " stalled");
}

void Scene::resume(Stream& stream, double t) {
  stream.stalled = false;
  stream.media.bend(t, 1.0 + (t - stream.stalled_at));  // the backlog comes within a second
  stream.media.bend(t + 1.0, 1.0);
  note(t, "publisher of " + stream.name + " goes on");
}

// What the encoder sends, less what is lost for good on its way.
void Scene::set_volume(Stream& stream, double t) {
  const double media = stream.media.value(t);
  const double holes = stream.publisher ? stream.publisher->holes.slope(stream.content(media)) : 0;
  stream.volume.bend(stream.full_content(media), stream.loudness / (1.0 + holes));
}

void Scene::add_reader(Stream& stream, Protocol protocol, double t) {
  stream.readers.push_back(make_session(stream, protocol, false, t));
}

void Scene::remove_reader(Stream& stream, std::size_t index, double t) {
  const Session& reader = stream.readers[index];
  stream.ended_outbound_bytes += static_cast<std::uint64_t>(stream.session_bytes(reader, t));
  const auto habit = std::find(stream.audience.begin(), stream.audience.end(), reader.protocol);
  if (reader.established && habit != stream.audience.end()) stream.audience.erase(habit);
  note(t, std::string(protocol_name(reader.protocol)) + " reader of " + stream.name + " left");
  stream.readers.erase(stream.readers.begin() + static_cast<std::ptrdiff_t>(index));
  if (stream.readers.empty() && stream.kind == StreamKind::OnDemand) {
    SceneCommand close(Action::PublisherStop, stream.name);
    close.generation = stream.generation;
    schedule(t + kOnDemandCloseAfterSeconds, std::move(close));
  }
}

Status Scene::remove_one_reader(Stream& stream, const SceneCommand& command, double t) {
  for (std::size_t i = 0; i < stream.readers.size(); ++i) {
    const Session& reader = stream.readers[i];
    const bool meant = command.session_id.empty()
                           ? reader.established && is_of(reader, command.protocol)
                           : reader.id == command.session_id;
    if (!meant) continue;
    remove_reader(stream, i, t);
    return {};
  }
  return no_sense(stream, "has no such reader");
}

Status Scene::freeze_one_reader(Stream& stream, const SceneCommand& command, double t) {
  for (Session& reader : stream.readers) {
    if (reader.frozen_at || !reader.established || !is_of(reader, command.protocol)) continue;
    const Freezing expected = freezing(reader.protocol, stream.bits_per_second);
    reader.frozen_at = t;
    reader.frozen_for_sending = expected.sends_on_seconds;
    SceneCommand timeout(Action::ReaderTimeout, stream.name);
    timeout.session_id = reader.id;
    schedule(t + expected.lifetime_seconds, std::move(timeout));
    note(t, std::string(protocol_name(reader.protocol)) + " reader of " + stream.name + " froze");
    return {};
  }
  return no_sense(stream, "has no such reader");
}

// All or none of so many.
Status Scene::slow_readers(Stream& stream, const SceneCommand& command, double t) {
  constexpr double kLostInQueue = 0.1;
  std::vector<Session*> chosen;
  for (Session& reader : stream.readers) {
    const bool fits = can_be_slow(reader) && !reader.slow && is_of(reader, command.protocol);
    if (fits && chosen.size() < command.count) chosen.push_back(&reader);
  }
  if (chosen.size() < command.count) return no_sense(stream, "has not so many such readers");
  for (Session* reader : chosen) {
    reader->slow = true;
    reader->overflow.bend(stream.content(stream.media.value(t)), kLostInQueue);
    note(t, std::string(protocol_name(reader->protocol)) + " reader of " + stream.name +
                " is too slow");
  }
  return {};
}

Status Scene::fast_readers(Stream& stream, const SceneCommand& command, double t) {
  bool any = false;
  for (Session& reader : stream.readers) {
    if (!reader.slow || !is_of(reader, command.protocol)) continue;
    any = true;
    reader.slow = false;
    reader.overflow.bend(stream.content(stream.media.value(t)), 0.0);
  }
  if (!any) return no_sense(stream, "has no slow reader");
  note(t, "slow readers of " + stream.name + " are fast again");
  return {};
}

Status Scene::reject_readers(Stream& stream, const SceneCommand& command, double t) {
  if (stream.rejecting_until > t) return no_sense(stream, "rejects readers already");
  if (!enabled(Protocol::WebRtc)) return Error{"the protocol of the reader is off"};
  if (!stream.available()) return no_sense(stream, "is not available");
  stream.rejecting_until = t + command.seconds;
  note(t, "readers of " + stream.name + " come in vain");
  reject_reader(stream, t);
  return {};
}

// The power of a building, or its way out.
Status Scene::site_dies(double t) {
  bool any = false;
  for (Stream& stream : streams_) {
    if (!stream.at_site || !stream.on_air || stream.stalled) continue;
    any = true;
    stall(stream, t);
  }
  return any ? Status() : Error{"there is no site, or it is dead already"};
}

Status Scene::site_is_back(double t) {
  if (!enabled(Protocol::Rtsp)) return Error{"the protocol of the site is off"};
  bool any = false;
  for (Stream& stream : streams_) {
    if (!stream.at_site || (stream.on_air && !stream.stalled)) continue;
    any = true;
    if (stream.on_air) end_publisher(stream, t);
    publish(stream, t);
  }
  return any ? Status() : Error{"there is no site, or it is not dead"};
}

Status Scene::fail_forward(Stream& stream, double t) {
  if (!stream.forwards()) return no_sense(stream, "is not forwarded");
  if (stream.forward_failing_since) return no_sense(stream, "cannot be forwarded already");
  stream.forward_failing_since = t;
  stream.forwarded.bend(stream.content(stream.media.value(t)), 0.0);
  note(t, "forward of " + stream.name + " fails");
  return {};
}

Status Scene::mend_forward(Stream& stream, double t) {
  if (!stream.forward_failing_since) return no_sense(stream, "has no failing forward");
  stream.forward_failing_since.reset();
  stream.forward_since = t;
  stream.forwarded.bend(stream.content(stream.media.value(t)), 1.0);
  note(t, "forward of " + stream.name + " works again");
  return {};
}

// A browser that gets an answer but no media, and gives up after a while.
void Scene::reject_reader(Stream& stream, double t) {
  constexpr double kNextAfterSeconds = 3.0;
  constexpr double kShortestSeconds = 2.0;
  constexpr double kLongestSeconds = 5.0;
  if (t >= stream.rejecting_until) return;
  schedule(t + kNextAfterSeconds, {Action::ReaderRejectStep, stream.name});
  if (!stream.available() || !enabled(Protocol::WebRtc)) return;
  Session& reader = stream.readers.emplace_back(make_session(stream, Protocol::WebRtc, false, t));
  reader.established = false;
  SceneCommand gives_up(Action::ReaderTimeout, stream.name);
  gives_up.session_id = reader.id;
  const double patience = kLongestSeconds - kShortestSeconds;
  schedule(t + kShortestSeconds + patience * unit(mix(reader.seed, 7)), std::move(gives_up));
}

Status Scene::set_latency(Stream& stream, double seconds) {
  if (stream.protocol != Protocol::Srt) return no_sense(stream, "has no SRT latency");
  stream.link.latency_ms = static_cast<std::uint64_t>(std::llround(seconds * 1e3));
  return {};
}

Status Scene::spoil_link(Stream& stream, const SceneCommand& command, double t) {
  const bool srt = stream.protocol == Protocol::Srt;
  if (command.rtt_seconds && !srt) return no_sense(stream, "shows no round trips");
  if (command.latency_seconds) {
    const std::uint64_t before = stream.link.latency_ms;
    if (Status set = set_latency(stream, *command.latency_seconds); !set.ok()) return set;
    // It is negotiated when the encoder connects, and never again.
    if (stream.link.latency_ms != before) reconnect(stream, t);
  }
  stream.bad_link = true;
  Link& link = stream.publisher->link;
  link.rtt_ms = command.rtt_seconds ? *command.rtt_seconds * 1e3 : stream.link.rtt_ms;
  set_loss(stream, command.loss_ratio, t);
  if (!command.rtt_seconds && is_crowded(command.loss_ratio)) link.rtt_ms *= kCrowding;
  note(t, "link of " + stream.name + " turned bad");
  return {};
}

// Content is what arrives; so shares of what was sent become larger ones of that.
void Scene::set_loss(Stream& stream, double loss_ratio, double t) {
  constexpr double kMostHoles = 0.9;
  Session& publisher = *stream.publisher;
  const double unrepaired =
      publisher.protocol == Protocol::Srt ? publisher.link.unrepaired_ratio(loss_ratio) : 0.0;
  const double holes = std::min(loss_ratio * unrepaired, kMostHoles);
  const double content = stream.content(stream.media.value(t));
  publisher.damage.bend(content, loss_ratio / (1.0 - holes));
  publisher.holes.bend(content, holes / (1.0 - holes));
  set_volume(stream, t);
}

}  // namespace mtxmon::sim
