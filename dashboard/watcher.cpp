#include "dashboard/watcher.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <spdlog/spdlog.h>

#include "core/base/log.h"
#include "core/base/time_text.h"
#include "dashboard/live_messages.h"
#include "dashboard/parse_node.h"

namespace mtxmon {
namespace {

constexpr std::chrono::milliseconds kHeartbeat{2000};
constexpr std::chrono::milliseconds kListen{
    500};  // bounds how late an age is judged and a stop is seen
constexpr std::chrono::milliseconds kReadAll{10'000};
constexpr double kRefusedSeconds = 30;
// What is kept for clients that missed something: half a minute, of many streams less.
constexpr std::size_t kMostPast = 16;
constexpr std::size_t kLeastPast = 2;       // an update needs the state before
constexpr std::size_t kPastStreams = 4000;  // each takes some 5 kB

std::string source_word(bool is_node, const std::string& name) {
  return (is_node ? "node " : "host ") + name;
}

std::size_t count_streams(const State& state) {
  std::size_t count = 0;
  for (const auto& [name, node] : state.nodes) count += node->streams.size();
  return count;
}

}  // namespace

Watcher::Watcher(Store& store, UpdateListener::Options listener, const Clock& clock,
                 Milliseconds remember, std::string instance, Publish publish)
    : store_(store),
      clock_(clock),
      remember_(remember),
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
      next.redis = {false, message.error().message};
    } else {
      const bool fresh =
          listener_.generation() != generation_ || clock_.steady_now() - read_all_at_ >= kReadAll;
      if (fresh) {
        read_all(next);
      } else if (*message) {
        read_notice(next, **message);
      }
    }
    if (stop.stop_requested()) return;  // a failure may be nothing but our own end
    judge_ages(next);
    log_redis(*before, next);
    const bool changed = next.nodes != before->nodes || next.hosts != before->hosts ||
                         !(next.redis == before->redis) || next.refused != before->refused;
    if (changed || clock_.steady_now() - published_at_ >= kHeartbeat) publish(std::move(next));
  }
}

void Watcher::log_redis(const State& before, const State& next) const {
  const RedisHealth was = shown_health(before);
  const RedisHealth now = shown_health(next);
  if (was == now) return;
  if (now.ok) {
    spdlog::info("redis: connected");
  } else {
    spdlog::warn("redis: {}", printable(now.error, 500));
  }
}

void Watcher::read_all(State& next) {
  const auto fail = [&](const Error& error) { next.redis = {false, error.message}; };
  if (auto usable = store_.check(); !usable) return fail(usable.error());
  const auto nodes = store_.latest_streams();
  if (!nodes) return fail(nodes.error());
  const auto hosts = store_.latest_hosts();
  if (!hosts) return fail(hosts.error());
  next.redis = {true, ""};
  if (generation_ != listener_.generation())
    refused_until_.clear();  // what still holds is said again
  generation_ = listener_.generation();
  read_all_at_ = clock_.steady_now();
  std::erase_if(nodes_, [&](const auto& entry) { return !nodes->contains(entry.first); });
  std::erase_if(hosts_, [&](const auto& entry) { return !hosts->contains(entry.first); });
  for (const auto& [node, json] : *nodes) take_node(next, node, json);
  for (const auto& [host, json] : *hosts) take_host(next, host, json);
}

void Watcher::read_notice(State& next, const std::string& notice) {
  next.redis = {true, ""};
  const auto members = split_object(notice);
  if (!members) return;  // another program's message on our channel
  const std::string type = text_member(*members, "type");
  if (type == "error") return take_refusal(next, *members);
  if (type != "streams" && type != "host") return;
  const bool is_node = type == "streams";
  const std::string name = text_member(*members, is_node ? "node" : "host");
  const auto json = is_node ? store_.latest_stream(name) : store_.latest_host(name);
  if (!json) {
    next.redis = {false, json.error().message};
    return;
  }
  if (!*json) return;
  refused_until_.erase(source_word(is_node, name));
  if (is_node) {
    take_node(next, name, **json);
  } else {
    take_host(next, name, **json);
  }
}

// Said at each poll: when it is not said again, its writer has ended.
void Watcher::take_refusal(State& next, const JsonMembers& notice) {
  std::string name = text_member(notice, "node");
  const bool is_node = !name.empty();
  if (!is_node) name = text_member(notice, "host");
  double seconds = kRefusedSeconds;
  if (const auto node = next.nodes.find(name); is_node && node != next.nodes.end()) {
    seconds = std::max(seconds, patience_seconds(*node->second));
  }
  if (const auto host = next.hosts.find(name); !is_node && host != next.hosts.end()) {
    seconds = std::max(seconds, kSilentIntervals * host->second->interval_seconds);
  }
  const std::string source = source_word(is_node, name);
  next.refused[source] = text_member(notice, "error");
  refused_until_[source] = clock_.steady_now() +
                           std::chrono::round<Milliseconds>(std::chrono::duration<double>(seconds));
}

template <typename Document>
bool Watcher::is_news(AllSeen<Document>& all, const std::string& name,
                      const std::string& json) const {
  const std::size_t content = std::hash<std::string>()(json);
  const auto [entry, is_new] = all.try_emplace(name);
  const bool same = !is_new && entry->second.content == content;
  entry->second.content = content;
  return !same;
}

template <typename Document>
void Watcher::keep(Seen<Document>& seen, Document document,
                   std::optional<WallTime> written_at) const {
  // Found, not seen arriving: how old it is only its own time can tell.
  const bool found = seen.at == SteadyTime();
  const auto age = found && written_at ? std::max(Milliseconds(0), clock_.wall_now() - *written_at)
                                       : Milliseconds(0);
  seen.at = clock_.steady_now() - age;
  seen.silence_is_logged = false;
  seen.document = std::make_shared<const Document>(std::move(document));
}

void Watcher::take_node(State& next, const std::string& node, const std::string& json) {
  if (!is_news(nodes_, node, json)) return;
  const NodeDocument* before = nodes_[node].document.get();
  auto parsed = parse_node(json, [&](const std::string& name) {
    if (!before) return ++last_row_;
    const auto known = before->streams.find(name);
    return known == before->streams.end() ? ++last_row_ : known->second->row;
  });
  if (!parsed) {
    spdlog::warn("node={} latest snapshot is unreadable: {}", printable(node, 64),
                 parsed.error().message);
    return;
  }
  auto& seen = nodes_[node];
  const WallTime written_at = parsed->polled_at;
  keep(seen, std::move(*parsed), written_at);
  next.nodes[node] = seen.document;
}

void Watcher::take_host(State& next, const std::string& host, const std::string& json) {
  if (!is_news(hosts_, host, json)) return;
  auto parsed = parse_host(json);
  if (!parsed) {
    spdlog::warn("host={} latest sample is unreadable: {}", printable(host, 64),
                 parsed.error().message);
    return;
  }
  auto& seen = hosts_[host];
  const auto written_at = parsed->collected_at;
  keep(seen, std::move(*parsed), written_at);
  next.hosts[host] = seen.document;
}

void Watcher::judge_ages(State& next) {
  const auto now = clock_.steady_now();
  std::erase_if(refused_until_, [&](const auto& entry) { return entry.second < now; });
  std::erase_if(next.refused,
                [&](const auto& entry) { return !refused_until_.contains(entry.first); });
  // Forgotten, but not as seen: the same text must not come back.
  for (auto& [name, seen] : nodes_) {
    if (!seen.document || now - seen.at <= remember_) continue;
    if (to_seconds(now - seen.at) > patience_seconds(*seen.document)) seen.document.reset();
  }
  for (auto& [name, seen] : hosts_) {
    if (now - seen.at > remember_) seen.document.reset();
  }
  const auto is_gone = [](const auto& all, const std::string& name) {
    const auto seen = all.find(name);
    return seen == all.end() || !seen->second.document;
  };
  std::erase_if(next.nodes, [&](const auto& entry) { return is_gone(nodes_, entry.first); });
  std::erase_if(next.hosts, [&](const auto& entry) { return is_gone(hosts_, entry.first); });
  for (auto& [name, seen] : nodes_) {
    if (seen.document) judge_node(next, name, seen);
  }
}

void Watcher::judge_node(State& next, const std::string& name, Seen<NodeDocument>& seen) {
  const auto refused = next.refused.find(source_word(true, name));
  const bool is_refused = next.redis.ok && refused != next.refused.end();
  const RedisHealth health = is_refused ? RedisHealth{false, refused->second} : next.redis;
  auto& shown = next.nodes[name];
  if (shown && shown->no_exporter && seen.judged_by == health) return;
  shown = mark_if_silent(seen.document, to_seconds(clock_.steady_now() - seen.at), health);
  seen.judged_by = health;
  if (!shown->no_exporter || !health.ok || seen.silence_is_logged) return;
  seen.silence_is_logged = true;
  spdlog::warn("node={} no exporter writes any more", printable(name, 64));
}

void Watcher::publish(State next) {
  const LiveHeader header{instance_, ++seq_, clock_.wall_now()};
  auto now = std::make_shared<const State>(std::move(next));
  remember_state(now);
  state_.set(now);
  published_at_ = clock_.steady_now();
  const std::uint64_t oldest = seq_ + 1 - past_.size();
  const auto encode = [header, oldest, past = past_](const std::string& view_text,
                                                     std::optional<std::uint64_t> since) {
    const FeedView view = from_text(view_text);
    if (!since) return snapshot_message(header, *past.back(), view);
    return update_message(header, *since, *past[*since - oldest], *past.back(), view);
  };
  publish_(std::make_shared<const LiveFrame>(header.seq, oldest, encode));
}

void Watcher::remember_state(StatePtr now) {
  past_.push_back(std::move(now));
  std::size_t streams = 0;
  for (const StatePtr& state : past_) streams += count_streams(*state);
  while (past_.size() > kLeastPast && (past_.size() > kMostPast || streams > kPastStreams)) {
    streams -= count_streams(*past_.front());
    past_.pop_front();
  }
}

}  // namespace mtxmon
