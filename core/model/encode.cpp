#include "core/model/encode.h"

#include "core/base/time_text.h"
#include "core/model/totals.h"

namespace mtxmon {
namespace {

std::optional<std::string> text_of(const std::optional<WallTime>& time) {
  return time ? std::optional(format_rfc3339(*time)) : std::nullopt;
}

void member_if(JsonWriter& json, std::string_view key, const std::string& text) {
  if (!text.empty()) json.member(key, text);
}

void encode_reasons(JsonWriter& json, const std::vector<Reason>& reasons) {
  json.key("reasons").begin_array();
  for (const Reason& reason : reasons) {
    json.begin_object()
        .member("code", reason.code)
        .member("severity", severity_word(reason.severity));
    json.member("text", reason.text);
    for (const auto& [name, number] : reason.numbers) json.member(name, number);
    json.end_object();
  }
  json.end_array();
}

void encode_tracks(JsonWriter& json, const std::vector<Track>& tracks) {
  json.key("tracks").begin_array();
  for (const Track& track : tracks) {
    json.begin_object()
        .member("codec", track.codec)
        .member("width", track.width)
        .member("height", track.height);
    json.member("sample_rate_hertz", track.sample_rate_hertz).member("channels", track.channels);
    member_if(json, "profile", track.profile);
    member_if(json, "level", track.level);
    json.end_object();
  }
  json.end_array();
}

void encode_stream(JsonWriter& json, const std::string& node, const Stream& stream) {
  json.begin_object().member("node", node).member("name", stream.name);
  json.member("state", state_word(stream.state)).member("since", format_rfc3339(stream.since));
  encode_reasons(json, stream.reasons);
  if (stream.source) {
    json.key("source").begin_object().member("protocol", stream.source->type.protocol);
    json.member("kind", peer_kind_word(stream.source->type.kind))
        .member("id", stream.source->id)
        .end_object();
  } else {
    json.key("source").null();
  }
  member_if(json, "conf_name", stream.conf_name);
  json.member("available_since", text_of(stream.available_since));
  json.member("last_inbound_at", text_of(stream.last_inbound_at));
  encode_tracks(json, stream.tracks);
  json.member("readers", stream.readers);
  json.key("readers_by_protocol").begin_object();
  for (const auto& [protocol, count] : stream.readers_by_protocol) json.member(protocol, count);
  json.end_object();
  json.member("inbound_bytes", stream.inbound_bytes)
      .member("outbound_bytes", stream.outbound_bytes);
  json.member("inbound_bytes_total", stream.inbound_bytes_total);
  json.member("outbound_bytes_total", stream.outbound_bytes_total);
  json.member("inbound_frames_in_error_total", stream.inbound_frames_in_error_total);
  json.member("inbound_bits_per_second", stream.inbound_bits_per_second);
  json.member("outbound_bits_per_second", stream.outbound_bits_per_second);
  json.member("rtt_seconds", stream.rtt_seconds).member("link_loss_ratio", stream.link_loss_ratio);
  json.member("receive_bits_per_second", stream.receive_bits_per_second);
  json.member("link_capacity_bits_per_second", stream.link_capacity_bits_per_second);
  json.end_object();
}

void encode_values(JsonWriter& json, const Connection& connection) {
  const Resource& resource = *connection.resource;
  json.key(resource.protocol).begin_object();
  for (std::size_t row = 0; row < resource.fields.size(); ++row) {
    const Field& field = resource.fields[row];
    const Number& number = connection.values[row];
    if (!number.present() || !concerns(field.side, connection.role)) continue;
    if (number.is_integer()) {
      json.member(field.key, number.integer());
    } else {
      json.member(field.key, number.real());
    }
  }
  json.member("link_loss_ratio", connection.link_loss_ratio);
  json.end_object();
}

void encode_connection(JsonWriter& json, const std::string& node, const Connection& connection) {
  json.begin_object()
      .member("node", node)
      .member("id", connection.id)
      .member("protocol", connection.protocol);
  json.member("role", role_word(connection.role)).member("stream", connection.stream);
  member_if(json, "state", connection.state);
  member_if(json, "remote_addr", connection.remote_addr);
  json.member("created", text_of(connection.created));
  json.member("inbound_bytes", connection.inbound_bytes)
      .member("outbound_bytes", connection.outbound_bytes);
  json.member("inbound_bits_per_second", connection.inbound_bits_per_second);
  json.member("outbound_bits_per_second", connection.outbound_bits_per_second);
  json.key("reasons").begin_array().end_array();
  if (connection.resource != nullptr) encode_values(json, connection);
  json.end_object();
}

void encode_endpoints(JsonWriter& json, const std::map<std::string, Endpoint>& endpoints) {
  json.key("endpoints").begin_object();
  for (const auto& [name, endpoint] : endpoints) {
    json.key(name).begin_object().member("state", endpoint_word(endpoint.state));
    if (endpoint.status != 0) json.member("status", endpoint.status);
    json.member("duration_seconds", endpoint.duration_seconds);
    member_if(json, "error", endpoint.error);
    json.end_object();
  }
  json.end_object();
}

void encode_totals(JsonWriter& json, const Snapshot& snapshot) {
  const Totals totals = count_totals(snapshot);
  json.key("totals").begin_object().member("streams", snapshot.streams.size());
  json.key("streams_by_state").begin_object();
  for (const auto& [state, count] : totals.streams_by_state) json.member(state, count);
  json.end_object().member("readers", totals.readers);
  json.member("inbound_bits_per_second", totals.inbound_bits_per_second);
  json.member("outbound_bits_per_second", totals.outbound_bits_per_second).end_object();
}

}  // namespace

std::string encode_snapshot(const Snapshot& snapshot) {
  std::string out;
  out.reserve(1024 + snapshot.streams.size() * 700 + snapshot.connections.size() * 900);
  JsonWriter json(out);
  json.begin_object().member("schema", 1).member("node", snapshot.node).member("seq", snapshot.seq);
  json.member("collected_at", text_of(snapshot.collected_at))
      .member("polled_at", format_rfc3339(snapshot.polled_at));
  json.member("interval_seconds", snapshot.interval_seconds);
  json.member("poll_duration_seconds", snapshot.poll_duration_seconds);
  json.member("poll_timeout_seconds", snapshot.poll_timeout_seconds);
  json.member("up", snapshot.up);
  if (snapshot.error.empty()) {
    json.key("error").null();
  } else {
    json.member("error", snapshot.error);
  }
  json.member("down_since", text_of(snapshot.down_since));
  json.key("server").begin_object().member("version", snapshot.server_version);
  json.member("started", text_of(snapshot.server_started)).end_object();
  encode_endpoints(json, snapshot.endpoints);
  encode_totals(json, snapshot);
  json.key("streams").begin_array();
  for (const Stream& stream : snapshot.streams) encode_stream(json, snapshot.node, stream);
  json.end_array().key("connections").begin_array();
  for (const Connection& connection : snapshot.connections)
    encode_connection(json, snapshot.node, connection);
  json.end_array().key("problems").begin_array().end_array().end_object();
  return out;
}

}  // namespace mtxmon
