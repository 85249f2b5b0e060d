#include "dashboard/mutes_api.h"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/base/log.h"
#include "core/base/time_text.h"
#include "core/model/json_writer.h"
#include "core/model/mute.h"
#include "dashboard/mute_request.h"

namespace mtxmon {
namespace {

// Those that hold; what another program wrote and nobody can read counts as none.
std::vector<Mute> holding(const Store::Documents& documents, WallTime now) {
  std::vector<Mute> mutes;
  for (const auto& [id, json] : documents) {
    auto mute = parse_mute(json);
    if (mute && mute->until > now) mutes.push_back(std::move(*mute));
  }
  std::ranges::sort(mutes, {}, &Mute::until);
  return mutes;
}

}  // namespace

Response MutesApi::list(const Request& request) const {
  const auto documents = store_.mutes();
  if (!documents) return Response::error(503, documents.error().message);
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("may_change", request.is_local).key("mutes").begin_array();
  for (const Mute& mute : holding(*documents, clock_.wall_now())) json.raw(encode_mute(mute));
  json.end_array().end_object();
  return Response::json(std::move(body));
}

Response MutesApi::change(const Request& request) const {
  return request.method == "DELETE" ? unmute(request) : mute(request);
}

Response MutesApi::mute(const Request& request) const {
  const WallTime now = clock_.wall_now();
  auto asked = parse_mute_request(request.body, now);
  if (!asked) return Response::error(400, asked.error().message);
  Mute& mute = asked->mute;
  if (asked->by_key && !describe_problem(*newest_(), mute))
    return Response::error(404, "key: there is no such problem on this node now");
  const auto documents = store_.mutes();
  if (!documents) return Response::error(503, documents.error().message);
  const std::string id = mute.id();
  if (!documents->contains(id) && holding(*documents, now).size() >= kMostMutes)
    return Response::error(409, fmt::format("{} mutes are there already; end some", kMostMutes));
  std::string json = encode_mute(mute);
  if (Status put = store_.put_mute(id, json); !put)
    return Response::error(503, put.error().message);
  spdlog::info("muted {} until {}", printable(id), format_rfc3339(mute.until));
  return Response::json(std::move(json));
}

Response MutesApi::unmute(const Request& request) const {
  const auto id = request.parameter("id");
  if (!id || id->empty()) return Response::error(400, "id: name the mute");
  const auto removed = store_.remove_mute(*id);
  if (!removed) return Response::error(503, removed.error().message);
  if (!*removed) return Response::error(404, "id: there is no such mute");
  spdlog::info("unmuted {}", printable(*id));
  Response done;
  done.status = 204;
  return done;
}

}  // namespace mtxmon
