#include <algorithm>

#include "tests/simulator/config_answers.h"
#include "tests/simulator/items.h"

namespace mtxmon::sim {
namespace {

void write_time_or_null(JsonText& json, std::string_view key, bool present,
                        const std::string& time) {
  present ? json.text(key, time) : json.null(key);
}

void write_source(JsonText& json, const Stream& stream, const Shape& shape) {
  if (!stream.publisher && stream.source_type.empty()) return json.null("source");
  json.open_object("source");
  json.text("type", stream.publisher ? shape.type_of(stream.publisher->protocol)
                                     : shape.type_of(std::string_view(stream.source_type)));
  json.text("id", stream.publisher ? stream.publisher->id : "");
  json.close_object();
}

// By type and id from v1.18 on, in any order before; HLS viewers are one muxer until then.
void write_readers(JsonText& json, const Stream& stream, const Shape& shape, double t) {
  struct Reader {
    std::string_view type;
    std::string_view id;
    std::uint64_t chance;
  };
  std::vector<Reader> readers;
  bool muxer = false;
  for (const Session& session : stream.readers) {
    const bool hidden = session.protocol == Protocol::Hls && !shape.since(18);
    if (hidden && muxer) continue;
    muxer = muxer || hidden;
    readers.push_back({shape.type_of(session.protocol),
                       hidden ? std::string_view() : std::string_view(session.id),
                       mix(session.seed, static_cast<std::uint64_t>(t * 1e3))});
  }
  const bool sorted = shape.since(18);
  std::sort(readers.begin(), readers.end(), [&](const Reader& a, const Reader& b) {
    if (!sorted) return a.chance < b.chance;
    return a.type != b.type ? a.type < b.type : a.id < b.id;
  });
  json.open_array("readers");
  for (const Reader& reader : readers) {
    json.open_object();
    json.text("type", reader.type);
    json.text("id", reader.id);
    json.close_object();
  }
  json.close_array();
}

}  // namespace

void write_path(JsonText& json, const Stream& stream, const Shape& shape, double t) {
  const bool available = stream.available();
  json.open_object();
  json.text("name", stream.name);
  json.text("confName", stream.conf_name);
  if (!shape.since(2)) json.raw("conf", path_config(stream, shape));
  if (!shape.since(16)) write_source(json, stream, shape);
  if (!shape.since(2)) json.flag("sourceReady", available);
  json.flag("ready", available);
  write_time_or_null(json, "readyTime", available, stream.available_time);
  if (shape.since(16)) {
    // A static source and a redirect count as online always; without a time until they were
    // available once.
    const bool online = stream.on_air || !stream.source_type.empty();
    json.flag("available", available);
    write_time_or_null(json, "availableTime", available, stream.available_time);
    json.flag("online", online);
    write_time_or_null(json, "onlineTime", online,
                       stream.online_time.empty() ? "0001-01-01T00:00:00Z" : stream.online_time);
    write_source(json, stream, shape);
  }
  json.members(available ? tracks_member(stream.tracks()) : R"("tracks":[])");
  if (shape.since(17))
    json.members(available ? tracks2_member(stream.tracks()) : R"("tracks2":[])");
  if (shape.since(16)) write_readers(json, stream, shape, t);
  const std::uint64_t offset = available ? stream.counter_offset : 0;
  // v1.0 counted per path, later releases per publisher.
  const std::uint64_t inbound =
      stream.inbound_bytes(t) + offset + (shape.since(2) ? 0 : stream.earlier_inbound_bytes);
  const std::uint64_t outbound = stream.outbound_bytes(t) + offset;
  if (shape.since(17)) {
    json.count("inboundBytes", inbound);
    json.count("outboundBytes", outbound);
    json.count("inboundFramesInError", 0);
  }
  json.count("bytesReceived", inbound);
  if (shape.since(3)) json.count("bytesSent", outbound);
  if (!shape.since(16)) write_readers(json, stream, shape, t);
  json.close_object();
}

void write_recording(JsonText& json, const Stream& stream) {
  json.open_object();
  json.text("name", stream.name);
  json.open_array("segments");
  for (const std::string& start : stream.recordings) {
    json.open_object();
    json.text("start", start);
    json.close_object();
  }
  json.close_array();
  json.close_object();
}

}  // namespace mtxmon::sim
