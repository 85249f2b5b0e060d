// The ways that media takes: a publisher's link, and the forward destinations.
#include <algorithm>
#include <cmath>

#include "tests/simulator/refusal.h"
#include "tests/simulator/scene.h"

namespace mtxmon::sim {

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
