#include "core/model/encode.h"

#include <cmath>
#include <string_view>

#include "core/model/encode_problem.h"
#include "core/model/totals.h"

namespace mtxmon {
namespace {

void member_if(JsonWriter& json, std::string_view key, const std::string& text) {
  if (!text.empty()) json.member(key, text);
}

// Seconds to the microsecond, ratios to the millionth.
void figure(JsonWriter& json, std::string_view key, const std::optional<double>& value) {
  if (value) json.key(key).rounded(*value);
}

// Whole bits.
void bit_rate(JsonWriter& json, std::string_view key, const std::optional<double>& value) {
  if (value) json.key(key).rounded(std::round(*value));
}

void encode_reasons(JsonWriter& json, const std::vector<Reason>& reasons) {
  json.key("reasons").begin_array();
  for (const Reason& reason : reasons) {
    json.begin_object()
        .member("code", reason_kind(reason.code).word)
        .member("severity", severity_word(reason.severity));
    json.member("text", reason.text);
    member_if(json, "remedy", reason.remedy);
    member_if(json, "detail", reason.detail);
    json.member("since", reason.since).member("ended", reason.ended);
    for (const auto& [name, number] : reason.numbers) figure(json, name, number);
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

// Counters with a scale keep the server's integers in the model.
void encode_rows(JsonWriter& json, const Resource& resource, const FieldValues& values, Role role) {
  for (std::size_t row = 0; row < values.size(); ++row) {
    const Field& field = resource.fields[row];
    const Number& number = values[row];
    if (!number.present() || !concerns(field.side, role)) continue;
    if (number.is_integer() && field.scale == 1) {
      json.member(field.key, number.integer());
    } else if (number.is_integer()) {
      figure(json, field.key, static_cast<double>(number.integer()) * field.scale);
    } else if (field.unit == Unit::BitsPerSecond) {
      bit_rate(json, field.key, number.real());
    } else {
      figure(json, field.key, number.real());
    }
  }
}

void encode_texts(JsonWriter& json, const Resource& resource,
                  const std::vector<std::string>& texts) {
  for (std::size_t row = 0; row < texts.size(); ++row)
    member_if(json, resource.texts[row].key, texts[row]);
}

void encode_inbound(JsonWriter& json, const Rates& rates) {
  bit_rate(json, "inbound_10s_bits_per_second", rates.ten_seconds);
  bit_rate(json, "inbound_60s_bits_per_second", rates.sixty_seconds);
  bit_rate(json, "inbound_smoothed_bits_per_second", rates.smoothed);
}

void encode_outbound(JsonWriter& json, const Rates& rates) {
  bit_rate(json, "outbound_10s_bits_per_second", rates.ten_seconds);
  bit_rate(json, "outbound_60s_bits_per_second", rates.sixty_seconds);
  bit_rate(json, "outbound_smoothed_bits_per_second", rates.smoothed);
}

void encode_figures(JsonWriter& json, const Figures& figures, Role role) {
  encode_texts(json, *figures.resource, figures.texts);
  encode_rows(json, *figures.resource, figures.values, role);
}

void encode_muxer(JsonWriter& json, const HlsMuxer& muxer) {
  json.key("hls_muxer").begin_object().member("created", muxer.created);
  json.member("last_request", muxer.last_request);
  encode_figures(json, muxer.figures, Role::Reader);
  json.end_object();
}

void encode_forwards(JsonWriter& json, const std::vector<Forward>& forwards) {
  if (forwards.empty()) return;
  json.key("forwards").begin_array();
  for (const Forward& forward : forwards) {
    json.begin_object().member("id", forward.id).member("protocol", forward.protocol);
    json.member("state", forward.state);
    member_if(json, "target", forward.target);
    member_if(json, "error", forward.error);
    json.member("created", forward.created);
    json.member("outbound_bytes", forward.outbound_bytes);
    bit_rate(json, "outbound_bits_per_second", forward.outbound_bits_per_second);
    json.end_object();
  }
  json.end_array();
}

void encode_stream(JsonWriter& json, const std::string& node, const Stream& stream) {
  json.begin_object().member("node", node).member("name", stream.name);
  member_if(json, "title", stream.title);
  member_if(json, "contact", stream.contact);
  member_if(json, "player_url", stream.player_url);
  json.member("state", state_word(stream.state)).member("since", stream.since);
  encode_reasons(json, stream.reasons);
  json.member("muted_until", stream.muted_until);
  if (stream.source) {
    json.key("source").begin_object().member("protocol", stream.source->type.protocol);
    json.member("kind", peer_kind_word(stream.source->type.kind)).member("id", stream.source->id);
    member_if(json, "state", stream.source->state);
    member_if(json, "last_error", stream.source->last_error);
    json.end_object();
  } else {
    json.key("source").null();
  }
  if (stream.expected) json.member("expected", true);
  member_if(json, "conf_name", stream.conf_name);
  json.member("available_since", stream.available_since);
  json.member("last_inbound_at", stream.last_inbound_at);
  figure(json, "stalled_remaining_seconds", stream.stalled_remaining_seconds);
  encode_tracks(json, stream.tracks);
  json.member("readers", stream.readers);
  json.member("readers_silent", stream.readers_silent).member("viewers", stream.viewers);
  if (stream.viewers_at_least) json.member("viewers_at_least", true);
  json.key("readers_by_protocol").begin_object();
  for (const auto& [protocol, count] : stream.readers_by_protocol) json.member(protocol, count);
  json.end_object();
  json.member("inbound_bytes", stream.inbound_bytes)
      .member("outbound_bytes", stream.outbound_bytes);
  json.member("inbound_bytes_total", stream.inbound_bytes_total);
  json.member("outbound_bytes_total", stream.outbound_bytes_total);
  json.member("inbound_frames_in_error_total", stream.inbound_frames_in_error_total);
  bit_rate(json, "inbound_bits_per_second", stream.inbound_bits_per_second);
  bit_rate(json, "outbound_bits_per_second", stream.outbound_bits_per_second);
  encode_inbound(json, stream.inbound_rates);
  encode_outbound(json, stream.outbound_rates);
  if (stream.hls_muxer) encode_muxer(json, *stream.hls_muxer);
  encode_forwards(json, stream.forwards);
  json.member("recorded_at", stream.recorded_at);
  figure(json, "rtt_seconds", stream.rtt_seconds);
  figure(json, "latency_seconds", stream.latency_seconds);
  figure(json, "link_loss_ratio", stream.link_loss_ratio);
  figure(json, "unrecovered_loss_ratio", stream.unrecovered_loss_ratio);
  figure(json, "rtp_loss_ratio", stream.rtp_loss_ratio);
  bit_rate(json, "receive_bits_per_second", stream.receive_bits_per_second);
  bit_rate(json, "link_capacity_bits_per_second", stream.link_capacity_bits_per_second);
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
  member_if(json, "user", connection.user);
  member_if(json, "query", connection.query);
  member_if(json, "user_agent", connection.user_agent);
  json.member("created", connection.created);
  json.member("established", connection.established).member("is_cdn", connection.is_cdn);
  json.member("inbound_bytes", connection.inbound_bytes)
      .member("outbound_bytes", connection.outbound_bytes);
  bit_rate(json, "inbound_bits_per_second", connection.inbound_bits_per_second);
  bit_rate(json, "outbound_bits_per_second", connection.outbound_bits_per_second);
  if (connection.role == Role::Publisher) {
    encode_inbound(json, connection.media_rates);
  } else {
    encode_outbound(json, connection.media_rates);
  }
  if (connection.internal) json.member("internal", true);
  if (connection.role == Role::Reader) json.member("silent", connection.silent_since.has_value());
  json.member("silent_since", connection.silent_since);
  encode_reasons(json, connection.reasons);
  if (connection.resource != nullptr) {
    json.key(connection.resource->name).begin_object();
    encode_texts(json, *connection.resource, connection.texts);
    encode_rows(json, *connection.resource, connection.values, connection.role);
    json.end_object();
  }
  if (connection.control.resource != nullptr) {
    json.key(connection.control.resource->name).begin_object();
    encode_figures(json, connection.control, connection.role);
    json.end_object();
  }
  json.end_object();
}

void encode_problems(JsonWriter& json, const std::vector<Problem>& problems) {
  json.key("problems").begin_array();
  for (const Problem& problem : problems) {
    json.begin_object();
    write_problem(json, problem);
    json.end_object();
  }
  json.end_array();
}

void encode_held(JsonWriter& json, const Held& held) {
  if (held.empty()) return;
  json.key("held").begin_object().key("streams").begin_array();
  for (const HeldStream& stream : held.streams) {
    json.begin_object().member("name", stream.name).member("state", state_word(stream.state));
    json.member("since", stream.since);
    encode_reasons(json, stream.reasons);
    json.end_object();
  }
  json.end_array();
  encode_problems(json, held.problems);
  json.end_object();
}

void encode_endpoints(JsonWriter& json, const std::map<std::string, Endpoint>& endpoints) {
  json.key("endpoints").begin_object();
  for (const auto& [name, endpoint] : endpoints) {
    json.key(name).begin_object().member("state", endpoint_word(endpoint.state));
    if (endpoint.status != 0) json.member("status", endpoint.status);
    figure(json, "duration_seconds", endpoint.duration_seconds);
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
  bit_rate(json, "inbound_bits_per_second", totals.inbound_bits_per_second);
  bit_rate(json, "outbound_bits_per_second", totals.outbound_bits_per_second);
  json.end_object();
}

}  // namespace

std::string encode_snapshot(const Snapshot& snapshot) {
  std::string out;
  out.reserve(1024 + snapshot.streams.size() * 1200 + snapshot.connections.size() * 1200);
  JsonWriter json(out);
  json.begin_object().member("schema", 1).member("node", snapshot.node).member("seq", snapshot.seq);
  json.member("collected_at", snapshot.collected_at).member("polled_at", snapshot.polled_at);
  json.member("interval_seconds", snapshot.interval_seconds);
  figure(json, "poll_duration_seconds", snapshot.poll_duration_seconds);
  json.member("poll_timeout_seconds", snapshot.poll_timeout_seconds);
  json.member("up", snapshot.up);
  if (snapshot.error.empty()) {
    json.key("error").null();
  } else {
    json.member("error", snapshot.error);
  }
  json.member("down_since", snapshot.down_since);
  member_if(json, "host", snapshot.host);
  if (snapshot.exporter) write_program(json.key("exporter"), *snapshot.exporter);
  json.key("server").begin_object().member("version", snapshot.server_version);
  json.member("started", snapshot.server_started);
  figure(json, "read_timeout_seconds", snapshot.read_timeout_seconds);
  json.end_object();
  encode_endpoints(json, snapshot.endpoints);
  encode_totals(json, snapshot);
  json.key("streams").begin_array();
  for (const Stream& stream : snapshot.streams) encode_stream(json, snapshot.node, stream);
  json.end_array().key("connections").begin_array();
  for (const Connection& connection : snapshot.connections)
    encode_connection(json, snapshot.node, connection);
  json.end_array();
  encode_problems(json, snapshot.problems);
  encode_held(json, snapshot.held);
  json.end_object();
  return out;
}

}  // namespace mtxmon
