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
