#include "dashboard/state.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/time_text.h"
#include "core/model/json_writer.h"

namespace mtxmon {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  JsonWriter(out).value(text);
  return out;
}

}  // namespace

RedisHealth shown_health(const State& state) {
  if (!state.redis.ok || state.refused.empty()) return state.redis;
  return {false, state.refused.begin()->second};
}

double patience_seconds(const NodeDocument& node) {
  return std::max(kSilentIntervals * node.interval_seconds,
                  2 * node.interval_seconds + node.poll_timeout_seconds);
}

Result<NodeDocument> parse_node(const std::string& json, const RowOf& row_of) {
  auto members = split_object(json);
  if (!members) return std::move(members).error().within("snapshot");
  NodeDocument node;
  std::string streams;
  std::string connections;
  for (auto& [key, raw] : *members) {
    if (key == "streams") {
      streams = std::move(raw);
    } else if (key == "connections") {
      connections = std::move(raw);
    } else if (key != "held") {  // the exporter's own: what nobody can know for now
      node.meta.emplace_back(std::move(key), std::move(raw));
    }
  }
  const auto polled_at = parse_rfc3339(text_member(node.meta, "polled_at"));
  if (!polled_at) return Error{"snapshot: no \"polled_at\""};
  node.polled_at = *polled_at;
  node.collected_at = parse_rfc3339(text_member(node.meta, "collected_at"));
  if (const double interval = number_member(node.meta, "interval_seconds", 0); interval > 0)
    node.interval_seconds = interval;
  node.poll_timeout_seconds = number_member(node.meta, "poll_timeout_seconds", 0);
  node.seq = static_cast<std::uint64_t>(number_member(node.meta, "seq", 0));

  std::map<std::string, std::shared_ptr<StreamDocument>> documents;
  auto items = split_member_array(streams);
  if (!items) return std::move(items).error().within("streams");
  for (const std::string& item : *items) {
    auto stream = split_member_object(item);
    if (!stream) return std::move(stream).error().within("stream");
    const std::string name = text_member(*stream, "name");
    if (name.empty() || text_member(*stream, "node").empty())
      return Error{"stream: no \"node\" or no \"name\""};
    auto document = std::make_shared<StreamDocument>();
    document->members = std::move(*stream);
    if (row_of) document->row = row_of(name);
    documents.insert_or_assign(name, std::move(document));
  }
  auto list = split_member_array(connections);
  if (!list) return std::move(list).error().within("connections");
  for (std::string& item : *list) {
    if (!item.starts_with('{')) return Error{"connections: one of them is no object"};
    const auto owner = documents.find(text_in_member(item, "stream"));
    if (owner != documents.end()) owner->second->connections.push_back(std::move(item));
  }
  node.streams.insert(documents.begin(), documents.end());
  return node;
}

Result<HostDocument> parse_host(const std::string& json) {
  const auto members = split_object(json);
  if (!members) return Error{"host: " + members.error().message};
  HostDocument host{json, parse_rfc3339(text_member(*members, "collected_at"))};
  if (const double interval = number_member(*members, "interval_seconds", 0); interval > 0) {
    host.interval_seconds = interval;
  }
  return host;
}

std::shared_ptr<const NodeDocument> mark_if_silent(const std::shared_ptr<const NodeDocument>& node,
                                                   double silent_seconds,
                                                   const RedisHealth& redis) {
  if (node->no_exporter || silent_seconds < patience_seconds(*node)) return node;
  auto marked = std::make_shared<NodeDocument>(*node);
  marked->no_exporter = true;
  const std::string since = quoted(format_rfc3339(node->polled_at));
  set_member(marked->meta, "up", "false");
  set_member(marked->meta, "no_exporter", "true");
  const std::string cause = redis.ok ? fmt::format(
                                           "no exporter has written since {}; is mediamtx-exporter "
                                           "running and can it reach Redis?",
                                           format_rfc3339(node->polled_at))
                                     : fmt::format("nothing is known since {}: {}",
                                                   format_rfc3339(node->polled_at), redis.error);
  set_member(marked->meta, "error", quoted(cause));
  if (raw_member(marked->meta, "down_since").empty()) set_member(marked->meta, "down_since", since);
  for (auto& [name, stream] : marked->streams) {
    if (text_member(stream->members, "state") == "gone" ||
        text_member(stream->members, "state") == "unknown")
      continue;
    auto unknown = std::make_shared<StreamDocument>(*stream);
    set_member(unknown->members, "state", "\"unknown\"");
    set_member(unknown->members, "since", since);
    set_member(unknown->members, "reasons", "[]");
    stream = std::move(unknown);
  }
  return marked;
}

}  // namespace mtxmon
