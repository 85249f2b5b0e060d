#include "tests/simulator/scene.h"

#include <algorithm>

#include "tests/simulator/refusal.h"

namespace mtxmon::sim {

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
    case Action::ReaderAdd:
      return add_one_reader(stream, command, t);
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

}  // namespace mtxmon::sim
