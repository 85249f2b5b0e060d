#include "dashboard/connections_api.h"

#include <fmt/format.h>

#include "core/model/json_writer.h"
#include "core/web/compress.h"
#include "dashboard/answer.h"
#include "dashboard/connection_fields.h"

namespace mtxmon {
namespace {

std::string polls_of(const State& state) {
  std::string polls;
  for (const auto& [name, node] : state.nodes)
    polls += fmt::format("{} {} {};", name, node->seq, node->polled_at.time_since_epoch().count());
  return polls;
}

}  // namespace

Response ConnectionsApi::connections(const Request& request) {
  const StatePtr state = newest_();
  if (!state->redis.ok && state->nodes.empty()) return no_redis_answer(state->redis);
  const auto text = request.parameter("fields");
  std::optional<ConnectionFields> fields;
  if (text) {
    auto parsed = ConnectionFields::parse(*text);
    if (!parsed) return Response::error(400, parsed.error().message);
    fields = std::move(*parsed);
  }
  const std::string polls = polls_of(*state);
  if (const Kept kept = kept_.copy(); kept.response && kept.fields == text && kept.polls == polls)
    return *kept.response;
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("connections").begin_array();
  for (const auto& [name, node] : state->nodes) {
    for (const auto& [path, stream] : node->streams) {
      for (const std::string& connection : stream->connections)
        json.raw(fields ? fields->pick(connection) : connection);
    }
  }
  json.end_array().end_object();
  Response response = json_answer(std::move(body));
  response.gzip_body = std::make_shared<const std::string>(gzip(*response.body));
  kept_.set({polls, text, std::make_shared<const Response>(response)});
  return response;
}

}  // namespace mtxmon
