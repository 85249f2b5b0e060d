#include "dashboard/live_messages.h"

#include <algorithm>

#include "core/base/time_text.h"
#include "core/base/version.h"
#include "core/model/json_writer.h"

namespace mtxmon {
namespace {

void write_header(JsonWriter& json, std::string_view type, const LiveHeader& header,
                  const State& state) {
  const RedisHealth redis = shown_health(state);
  json.begin_object().member("type", type).member("seq", header.seq);
  json.member("server_time", format_rfc3339(header.server_time));
  json.key("redis").begin_object().member("ok", redis.ok);
  if (!redis.ok) json.member("error", redis.error);
  json.end_object();
}

// Members of `now` that differ from `before`, null for those that are no more; nothing when there
// is no difference.
JsonMembers changed_members(const JsonMembers& before, const JsonMembers& now) {
  JsonMembers changes;
  // Both come from the same encoder, so a member is nearly always at the same place.
  for (std::size_t i = 0; i < now.size(); ++i) {
    const auto& [key, raw] = now[i];
    const std::string_view was = i < before.size() && before[i].first == key
                                     ? std::string_view(before[i].second)
                                     : raw_member(before, key);
    if (was != raw) changes.emplace_back(key, raw);
  }
  for (const auto& [key, raw] : before) {
    if (raw_member(now, key).empty()) changes.emplace_back(key, "null");
  }
  return changes;
}

void write_stream_change(JsonWriter& json, const StreamDocument* before,
                         const StreamDocument& now) {
  if (before == nullptr) {
    json.raw(join_object(now.members));
    return;
  }
  const JsonMembers changes = changed_members(before->members, now.members);
  if (changes.empty()) return;
  json.begin_object();
  json.key("node")
      .raw(raw_member(now.members, "node"))
      .key("name")
      .raw(raw_member(now.members, "name"));
  for (const auto& [key, raw] : changes) json.key(key).raw(raw);
  json.end_object();
}

using Streams = decltype(NodeDocument::streams);

const Streams& streams_of(const State& state, const std::string& node) {
  static const Streams kNone;
  const auto found = state.nodes.find(node);
  return found == state.nodes.end() ? kNone : found->second->streams;
}

template <typename Map>
bool lacks_any(const Map& now, const Map& before) {
  return std::ranges::any_of(before, [&](const auto& entry) { return !now.contains(entry.first); });
}

}  // namespace

std::string snapshot_message(const LiveHeader& header, const State& state) {
  std::string out;
  JsonWriter json(out);
  write_header(json, "snapshot", header, state);
  json.member("instance", header.instance).member("version", kVersion);
  json.key("nodes").begin_array();
  for (const auto& [name, node] : state.nodes) json.raw(join_object(node->meta));
  json.end_array().key("streams").begin_array();
  for (const auto& [name, node] : state.nodes) {
    for (const auto& [path, stream] : node->streams) json.raw(join_object(stream->members));
  }
  json.end_array().key("hosts").begin_array();
  for (const auto& [name, host] : state.hosts) json.raw(host->json);
  json.end_array().end_object();
  return out;
}

std::string update_message(const LiveHeader& header, const State& before, const State& now) {
  if (lacks_any(now.nodes, before.nodes) || lacks_any(now.hosts, before.hosts))
    return snapshot_message(header, now);
  std::string out;
  JsonWriter json(out);
  write_header(json, "update", header, now);
  json.key("nodes").begin_array();
  for (const auto& [name, node] : now.nodes) {
    const auto was = before.nodes.find(name);
    if (was == before.nodes.end() || was->second != node) json.raw(join_object(node->meta));
  }
  json.end_array().key("streams").begin_array();
  for (const auto& [name, node] : now.nodes) {
    const Streams& old = streams_of(before, name);
    if (&old == &node->streams) continue;
    for (const auto& [path, stream] : node->streams) {
      const auto was = old.find(path);
      if (was != old.end() && was->second == stream) continue;
      write_stream_change(json, was == old.end() ? nullptr : was->second.get(), *stream);
    }
  }
  json.end_array().key("removed").begin_array();
  for (const auto& [name, node] : before.nodes) {
    const Streams& current = streams_of(now, name);
    for (const auto& [path, stream] : node->streams) {
      if (!current.contains(path)) json.begin_array().value(name).value(path).end_array();
    }
  }
  json.end_array().key("hosts").begin_array();
  for (const auto& [name, host] : now.hosts) {
    const auto was = before.hosts.find(name);
    if (was == before.hosts.end() || was->second != host) json.raw(host->json);
  }
  json.end_array().end_object();
  return out;
}

bool is_client_message(std::string_view text) {
  const auto members = split_object(text);
  if (!members) return false;
  const std::string type = text_member(*members, "type");
  return type == "ping" || type == "subscribe";
}

}  // namespace mtxmon
