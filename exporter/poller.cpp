#include "exporter/poller.h"

#include <utility>

#include <spdlog/spdlog.h>

#include "core/base/log.h"

namespace mtxmon {

Poller::Poller(const NodeSettings& node, const PollRules& rules, const Clock& clock)
    : node_(node.node),
      url_(node.url),
      clock_(clock),
      http_(http_access(node)),
      client_(http_, clock, node, rules.timeout, rules.decode),
      tracker_(node.node, rules.interval, rules.streams, rules.privacy, rules.origin),
      periodic_("poller of " + node.node, rules.interval, [this](const std::stop_token& stop) {
        const SnapshotPtr snapshot = poll_once(stop);
        if (!stop.stop_requested()) sink_(snapshot, restored_from_);
      }) {}

Poller::SnapshotPtr Poller::poll_once(const std::stop_token& stop) {
  const SteadyTime began = clock_.steady_now();
  const WallTime began_wall = clock_.wall_now();
  PollResult poll = client_.poll(stop);
  if (stop.stop_requested()) return latest_.copy();  // cut short: says nothing about the server
  // Only now: what came while the server was asked must not wait for the next poll, because this
  // snapshot would replace it in Redis.
  Remembered remembered = [this] {
    auto shared = remembered_.lock();
    return Remembered{std::exchange(shared->node, std::nullopt), shared->number};
  }();
  restored_from_ = remembered.number;
  if (remembered.node) tracker_.restore(*std::move(remembered.node), began, began_wall);
  const MutesPtr mutes = mutes_.copy();
  SnapshotPtr snapshot =
      tracker_.update(std::move(poll), host_.copy().get(), mutes ? *mutes : std::vector<Mute>());
  const SnapshotPtr before = latest_.copy();
  log_changes(before.get(), *snapshot);
  latest_.set(snapshot);
  return snapshot;
}

void Poller::start(Sink sink) {
  sink_ = std::move(sink);
  periodic_.start();
}

void Poller::remember(std::optional<RememberedNode> remembered, std::uint64_t number) {
  remembered_.set({std::move(remembered), number});
}

// State changes once, repetition never: a server that is away for an hour is two lines.
void Poller::log_changes(const Snapshot* before, const Snapshot& now) const {
  if (now.up && (before == nullptr || !before->up)) {
    spdlog::info("node={} up url={} version={} streams={}", node_, url_,
                 printable(now.server_version.value_or("unknown"), 64), now.streams.size());
  } else if (!now.up && (before == nullptr || before->up || before->error != now.error)) {
    spdlog::warn("node={} down: {}", node_, now.error);
  }
  for (const auto& [name, endpoint] : now.endpoints) {
    if (name == "paths" || before == nullptr) continue;
    const auto was = before->endpoints.find(name);
    if (was == before->endpoints.end() || was->second.state == endpoint.state) continue;
    if (endpoint.state == EndpointState::Failed) {
      spdlog::warn("node={} list={} failed: {}", node_, name, endpoint.error);
    } else if (was->second.state == EndpointState::Failed && endpoint.state == EndpointState::Ok) {
      spdlog::info("node={} list={} works again", node_, name);
    }
  }
}

}  // namespace mtxmon
