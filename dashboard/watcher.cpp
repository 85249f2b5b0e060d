#include "dashboard/watcher.h"

#include <utility>

#include <spdlog/spdlog.h>

#include "core/base/log.h"
#include "core/base/time_text.h"
#include "dashboard/live_messages.h"

namespace mtxmon {
namespace {

constexpr std::chrono::milliseconds kHeartbeat{2000};
constexpr std::chrono::milliseconds kListen{
    500};  // bounds how late an age is judged and a stop is seen
constexpr std::chrono::milliseconds kReadAll{10'000};

}  // namespace

Watcher::Watcher(Store& store, UpdateListener::Options listener, const Clock& clock,
                 std::string instance, Publish publish)
    : store_(store),
      clock_(clock),
      instance_(std::move(instance)),
      publish_(std::move(publish)),
      listener_(std::move(listener)),
      state_(std::make_shared<const State>()),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Watcher::~Watcher() = default;

void Watcher::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const StatePtr before = state_.copy();
    State next = *before;
    const auto message = listener_.next(kListen, stop);
    if (!message) {
      set_redis(next, {false, message.error().message});
    } else {
      const bool fresh =
          listener_.generation() != generation_ || clock_.steady_now() - read_all_at_ >= kReadAll;
      if (fresh) {
        read_all(next);
      } else if (*message) {
        read_notice(next, **message);
      }
    }
    judge_ages(next);
    const bool changed = next.nodes != before->nodes || next.hosts != before->hosts ||
                         !(next.redis == before->redis);
    if (changed || clock_.steady_now() - published_at_ >= kHeartbeat) publish(std::move(next));
  }
}

void Watcher::set_redis(State& next, RedisHealth health) const {
  if (health.ok != next.redis.ok || next.redis.error != health.error) {
    if (health.ok) {
      spdlog::info("redis: connected");
    } else {
      spdlog::warn("redis: {}", health.error);
    }
  }
  next.redis = std::move(health);
}

void Watcher::read_all(State& next) {
  if (auto usable = store_.check(); !usable)
    return set_redis(next, {false, usable.error().message});
  const auto nodes = store_.latest_streams();
  if (!nodes) return set_redis(next, {false, nodes.error().message});
  const auto hosts = store_.latest_hosts();
  if (!hosts) return set_redis(next, {false, hosts.error().message});
  set_redis(next, {true, ""});
  generation_ = listener_.generation();
  read_all_at_ = clock_.steady_now();
  std::erase_if(next.nodes, [&](const auto& entry) { return !nodes->contains(entry.first); });
  std::erase_if(next.hosts, [&](const auto& entry) { return !hosts->contains(entry.first); });
  for (const auto& [node, json] : *nodes) take_node(next, node, json);
  for (const auto& [host, json] : *hosts) take_host(next, host, json);
}

void Watcher::read_notice(State& next, const std::string& notice) {
  const auto members = split_object(notice);
  if (!members) return;  // another program's message on our channel
  const std::string type = text_member(*members, "type");
  if (type == "streams") {
    const std::string node = text_member(*members, "node");
    const auto json = store_.latest_stream(node);
    if (!json) return set_redis(next, {false, json.error().message});
    if (*json) take_node(next, node, **json);
  } else if (type == "host") {
    const std::string host = text_member(*members, "host");
    const auto json = store_.latest_host(host);
    if (!json) return set_redis(next, {false, json.error().message});
    if (*json) take_host(next, host, **json);
  } else if (type == "error") {
    return set_redis(next, {false, text_member(*members, "error")});
  }
  set_redis(next, {true, ""});
}

void Watcher::take_node(State& next, const std::string& node, const std::string& json) {
  auto parsed = parse_node(json);
  if (!parsed) {
    spdlog::warn("node={} latest snapshot is unreadable: {}", printable(node, 64),
                 parsed.error().message);
    return;
  }
  const auto known = seen_.find(node);
  const auto shown = next.nodes.find(node);
  const bool same = known != seen_.end() && known->second.seq == parsed->seq;
  if (same && shown != next.nodes.end() && !shown->second->no_exporter) return;
  if (!same) {
    // Found, not seen arriving: how old it is only its own time can tell.
    const auto age = known == seen_.end()
                         ? std::max(Milliseconds(0), clock_.wall_now() - parsed->polled_at)
                         : Milliseconds(0);
    seen_[node] = {parsed->seq, clock_.steady_now() - age};
  }
  next.nodes[node] = std::make_shared<const NodeDocument>(std::move(*parsed));
}

void Watcher::take_host(State& next, const std::string& host, const std::string& json) {
  const auto known = next.hosts.find(host);
  if (known != next.hosts.end() && known->second->json == json) return;
  auto parsed = parse_host(json);
  if (!parsed) {
    spdlog::warn("host={} latest sample is unreadable: {}", printable(host, 64),
                 parsed.error().message);
    return;
  }
  next.hosts[host] = std::make_shared<const HostDocument>(std::move(*parsed));
}

void Watcher::judge_ages(State& next) {
  for (auto& [name, node] : next.nodes) {
    const bool was_silent = node->no_exporter;
    node = mark_if_silent(node, to_seconds(clock_.steady_now() - seen_[name].at), next.redis);
    if (node->no_exporter && !was_silent && next.redis.ok) {
      spdlog::warn("node={} no exporter writes any more", printable(name, 64));
    }
  }
}

void Watcher::publish(State next) {
  const LiveHeader header{instance_, ++seq_, clock_.wall_now()};
  const StatePtr before = state_.copy();
  auto now = std::make_shared<const State>(std::move(next));
  std::string update = update_message(header, *before, *now);
  state_.set(now);
  published_at_ = clock_.steady_now();
  publish_(std::make_shared<const LiveFrame>(
      header.seq, std::move(update), [header, now] { return snapshot_message(header, *now); }));
}

}  // namespace mtxmon
