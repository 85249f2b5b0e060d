// Those who publish: they come, go, freeze, fight and change what they send.
#include <algorithm>
#include <string_view>

#include "tests/simulator/refusal.h"
#include "tests/simulator/scene.h"

namespace mtxmon::sim {

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

}  // namespace mtxmon::sim
