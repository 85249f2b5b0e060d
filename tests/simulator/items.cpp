#include "tests/simulator/items.h"

#include "tests/simulator/item_parts.h"

namespace mtxmon::sim {

void write_rtmp_connection(JsonText& json, const Stream& stream, const Session& session,
                           const Shape& shape, double t) {
  const std::uint64_t bytes = carried(stream, session, 1.006, t);
  const std::uint64_t inbound = session.publisher ? bytes + 3800 : 3480;
  const std::uint64_t outbound = session.publisher ? 3467 : bytes + 3600;
  json.open_object();
  write_identity(json, session);
  write_purpose(json, stream, session, shape);
  if (shape.since(19)) json.text("userAgent", session.user_agent);
  if (shape.since(17)) {
    json.count("inboundBytes", inbound);
    json.count("outboundBytes", outbound);
    json.count("outboundFramesDiscarded", discarded_frames(stream, session, t));
  }
  json.count("bytesReceived", inbound);
  json.count("bytesSent", outbound);
  json.close_object();
}

void write_hls_session(JsonText& json, const Stream& stream, const Session& session, double t) {
  json.open_object();
  write_identity(json, session);
  json.text("path", stream.name);
  json.text("query", session.query);
  json.text("user", session.user);
  json.text("userAgent", session.user_agent);
  json.flag("isCDN", false);
  json.count("outboundBytes", carried(stream, session, 1.08, t));
  json.close_object();
}

void write_hls_muxer(JsonText& json, const Scene& scene, const Stream& stream, const Session& first,
                     double t) {
  const std::uint64_t bytes = carried(stream, first, 1.08, t);
  json.open_object();
  json.text("path", stream.name);
  json.text("created", first.created);
  json.text("lastRequest", scene.time_text(first.answering_until(t)));
  if (scene.shape().since(17)) {
    json.count("outboundBytes", bytes);
    json.count("outboundFramesDiscarded", 0);
  }
  json.count("bytesSent", bytes);
  json.close_object();
}

void write_moq_session(JsonText& json, const Stream& stream, const Session& session,
                       const Shape& shape, double t) {
  const std::uint64_t bytes = carried(stream, session, 0.98, t);
  json.open_object();
  write_identity(json, session);
  json.text("state", session.publisher ? "publish" : "read");
  json.text("path", stream.name);
  json.text("query", session.query);
  json.text("userAgent", session.user_agent);
  if (shape.since(20)) json.text("transport", "quic");
  json.text("version", "moqt-19");
  json.count("inboundBytes", session.publisher ? bytes : 0);
  json.count("outboundBytes", session.publisher ? 0 : bytes);
  json.close_object();
}

}  // namespace mtxmon::sim
