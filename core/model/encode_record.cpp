#include "core/model/encode_record.h"

#include "core/model/json_members.h"
#include "core/model/json_writer.h"

namespace mtxmon {
namespace {

void member_if(JsonWriter& json, std::string_view key, const std::string& text) {
  if (!text.empty()) json.member(key, text);
}

}  // namespace

std::string encode_event(const std::string& node, const Event& event) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("id", event.id).member("time", event.time);
  json.member("node", node).member("type", event.type);
  json.member("severity", severity_word(event.severity));
  member_if(json, "stream", event.stream);
  member_if(json, "connection", event.connection);
  member_if(json, "code", event.code);
  json.member("text", event.text).member("duration_seconds", event.duration_seconds);
  if (event.count > 1) {
    json.member("count", event.count).member("first_time", event.first_time);
  }
  json.end_object();
  return out;
}

std::string encode_session(const std::string& node, const EndedConnection& ended) {
  const Connection& last = ended.last;
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("node", node).member("id", last.id).member("protocol", last.protocol);
  json.member("role", role_word(last.role)).member("stream", last.stream);
  json.member("started", ended.began_at);
  json.member("ended", ended.ended_at);
  member_if(json, "cause", ended.cause);
  member_if(json, "remote_addr", last.remote_addr);
  member_if(json, "user", last.user);
  member_if(json, "user_agent", last.user_agent);
  json.member("inbound_bytes", last.inbound_bytes).member("outbound_bytes", last.outbound_bytes);
  json.member("mean_bits_per_second", ended.mean_bits_per_second);
  json.member("worst_rtt_seconds", ended.worst_rtt_seconds);
  json.member("worst_link_loss_ratio", ended.worst_link_loss_ratio);
  json.member("worst_loss_ratio", ended.worst_loss_ratio);
  json.member("worst_discarded_ratio", ended.worst_discarded_ratio);
  json.end_object();
  return out;
}

std::string record_identity(const std::string& json) {
  const auto members = split_object(json);
  if (!members) return "";
  const auto text = [&](std::string_view key) { return text_member(*members, key); };
  const std::string type = text("type");
  if (type.empty()) return text("protocol") + '\n' + text("id");
  std::string identity =
      type + '\n' + text("stream") + '\n' + text("connection") + '\n' + text("code");
  // Of a list it is the first word of the text: "srtconns is switched off."
  if (type.starts_with("list_") || type.starts_with("protocol_")) {
    const std::string said = text("text");
    identity += '\n' + said.substr(0, said.find_first_of(" :"));
  }
  return identity;
}

}  // namespace mtxmon
