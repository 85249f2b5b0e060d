#include "dashboard/api.h"

#include <algorithm>

#include "core/base/time_text.h"
#include "core/model/json_writer.h"
#include "dashboard/answer.h"

namespace mtxmon {
namespace {

constexpr std::string_view kStreamPrefix = "/api/v1/streams/";

void write_members(JsonWriter& json, const JsonMembers& members) {
  for (const auto& [key, raw] : members) json.key(key).raw(raw);
}

}  // namespace

double Api::age_seconds(WallTime time) const {
  return std::max(0.0, std::chrono::duration<double>(clock_.wall_now() - time).count());
}

Response Api::nodes() const {
  const StatePtr state = newest_();
  if (!state->redis.ok && state->nodes.empty()) return no_redis_answer(state->redis);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("nodes").begin_array();
  for (const auto& [name, node] : state->nodes) {
    json.begin_object();
    write_members(json, node->meta);
    if (node->collected_at) json.member("age_seconds", age_seconds(*node->collected_at));
    json.member("exporter_age_seconds", age_seconds(node->polled_at)).end_object();
  }
  json.end_array().end_object();
  return Response::json(std::move(body));
}

Response Api::streams() const {
  const StatePtr state = newest_();
  if (!state->redis.ok && state->nodes.empty()) return no_redis_answer(state->redis);
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  std::optional<WallTime> oldest;
  for (const auto& [name, node] : state->nodes) {
    if (node->collected_at && (!oldest || *node->collected_at < *oldest))
      oldest = node->collected_at;
  }
  if (oldest)
    json.member("collected_at", format_rfc3339(*oldest))
        .member("age_seconds", age_seconds(*oldest));
  json.key("nodes").begin_array();
  for (const auto& [name, node] : state->nodes) {
    json.begin_object().member("node", name).member("up", bool_member(node->meta, "up"));
    json.key("error").raw(
        raw_member(node->meta, "error").empty() ? "null" : raw_member(node->meta, "error"));
    if (node->collected_at) json.member("age_seconds", age_seconds(*node->collected_at));
    json.end_object();
  }
  json.end_array().key("streams").begin_array();
  for (const auto& [name, node] : state->nodes) {
    for (const auto& [path, stream] : node->streams) json.raw(join_object(stream->members));
  }
  json.end_array().end_object();
  return Response::json(std::move(body));
}

Response Api::stream(const Request& request) const {
  const std::string_view rest = std::string_view(request.path).substr(kStreamPrefix.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos)
    return Response::error(404, "write /api/v1/streams/NODE/PATH");
  const StatePtr state = newest_();
  if (!state->redis.ok && state->nodes.empty()) return no_redis_answer(state->redis);
  const auto node = state->nodes.find(std::string(rest.substr(0, slash)));
  if (node == state->nodes.end()) return Response::error(404, "no such node");
  const auto stream = node->second->streams.find(std::string(rest.substr(slash + 1)));
  if (stream == node->second->streams.end()) return Response::error(404, "no such stream");
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  write_members(json, stream->second->members);
  json.key("connections").begin_array();
  for (const std::string& connection : stream->second->connections) json.raw(connection);
  json.end_array();
  if (node->second->collected_at)
    json.member("age_seconds", age_seconds(*node->second->collected_at));
  json.end_object();
  return Response::json(std::move(body));
}

Response Api::hosts() const {
  const StatePtr state = newest_();
  if (!state->redis.ok && state->hosts.empty()) return no_redis_answer(state->redis);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("hosts").begin_array();
  for (const auto& [name, host] : state->hosts) {
    const auto members = split_object(host->json);
    if (!members) continue;  // cannot be: take_host() accepted it
    json.begin_object();
    write_members(json, *members);
    if (host->collected_at) json.member("age_seconds", age_seconds(*host->collected_at));
    json.end_object();
  }
  json.end_array().end_object();
  return Response::json(std::move(body));
}

Response Api::ready() const {
  const StatePtr state = newest_();
  const RedisHealth redis = shown_health(*state);
  bool any_fresh = false;
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("redis").begin_object().member("ok", redis.ok);
  if (!redis.ok) json.member("error", redis.error);
  json.end_object().key("nodes").begin_array();
  for (const auto& [name, node] : state->nodes) {
    json.begin_object().member("node", name).member("fresh", !node->no_exporter);
    json.member("age_seconds", age_seconds(node->polled_at)).end_object();
    any_fresh = any_fresh || !node->no_exporter;
  }
  json.end_array();
  if (!any_fresh) {
    json.member("error", state->nodes.empty() ? "no exporter has written anything yet"
                                              : "no exporter writes any more");
  }
  // One silent exporter of several is that exporter's failure, not this program's.
  const bool ready = state->redis.ok && any_fresh;
  json.member("ready", ready).end_object();
  return Response::json(std::move(body), ready ? 200 : 503);
}

}  // namespace mtxmon
