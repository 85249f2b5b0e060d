#include "dashboard/feed_requests.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/model/json_writer.h"
#include "dashboard/feed_view.h"

namespace mtxmon {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

LiveReply refusal(std::string_view id, std::string_view error) {
  LiveReply reply;
  JsonWriter json(reply.text);
  json.begin_object().member("type", "error");
  if (!id.empty()) json.key("id").raw(id);
  json.member("error", error).end_object();
  return reply;
}

LiveReply subscribe(const JsonMembers& members, const std::string& instance) {
  std::string_view id = raw_member(members, "id");
  if (!id.empty() && !parse_number(id)) return refusal("", "\"id\" is a whole number");
  const std::string_view seq = raw_member(members, "seq");
  if (!seq.empty() && !parse_number(seq)) return refusal(id, "\"seq\" is a whole number");
  const auto view = parse_feed_view(members);
  if (!view) return refusal(id, view.error().message);

  LiveReply reply;
  reply.start = {to_text(*view), {}};
  if (text_member(members, "instance") == instance) reply.start->since = parse_number(seq);
  JsonWriter json(reply.text);
  json.begin_object().member("type", "subscribed");
  if (!id.empty()) json.key("id").raw(id);
  json.end_object();
  return reply;
}

}  // namespace

Result<LiveStart> read_handshake(const Request& request, const std::string& instance) {
  const auto view = parse_feed_view(request);
  if (!view) return view.error();
  LiveStart start{to_text(*view), {}};
  const auto seq = request.parameter("seq");
  if (seq && !parse_number(*seq)) return Error{"\"seq\" is a whole number"};
  if (seq && request.parameter("instance") == instance) start.since = parse_number(*seq);
  return start;
}

LiveReply read_message(std::string_view text, const std::string& instance) {
  const auto members = split_object(text);
  if (!members) return refusal("", "a message is a JSON object");
  const std::string type = text_member(*members, "type");
  if (type == "ping") return {};
  if (type == "subscribe") return subscribe(*members, instance);
  return refusal(
      "", fmt::format("\"type\" is \"ping\" or \"subscribe\", not \"{}\"", printable(type, 64)));
}

}  // namespace mtxmon
