// Where streams go to and come from by the server's own doing: forward destinations and static
// sources.
#include <cmath>

#include "tests/simulator/concat.h"
#include "tests/simulator/config_answers.h"
#include "tests/simulator/item_parts.h"
#include "tests/simulator/items.h"

namespace mtxmon::sim {
namespace {

// A destination that refuses is tried for so long, and waited for as long.
constexpr double kTrySeconds = 5.0;

// The server's own SRT connection to the first destination; it lives as long as the stream, or
// since it was mended, or for a try.
Session forwarding_session(const Stream& stream, double t) {
  Session session;
  session.protocol = Protocol::Srt;
  session.seed = mix(stream.seed, 52);
  const bool failing = stream.forward_failing_since.has_value();
  session.joined = failing ? t - std::fmod(t - *stream.forward_failing_since, kTrySeconds)
                           : stream.forward_since;
  session.media_joined = stream.media.value(failing ? t : session.joined);  // a try carries nothing
  session.link = stream.link;
  session.damage = PiecewiseLine(stream.content(session.media_joined), stream.link.loss_ratio);
  return session;
}

void write_typed_forwarding(JsonText& json, const Scene& scene, const Stream& stream,
                            bool forwarding, double t) {
  if (!forwarding) return json.null("typeSpecific");
  json.open_object("typeSpecific");
  json.text("remoteAddr", "192.0.2.50:8890");
  write_srt_statistics(json, stream, forwarding_session(stream, t), scene.shape(), t);
  json.close_object();
}

}  // namespace

void write_forward_destination(JsonText& json, const Scene& scene, const Stream& stream,
                               std::size_t index, double t) {
  const std::string url = forward_destinations(stream).at(index);
  const bool dead = url.find("/dead") != std::string::npos;
  const bool failing = !dead && stream.forward_failing_since.has_value();
  const bool pausing =
      failing && std::fmod(t - *stream.forward_failing_since, 2.0 * kTrySeconds) < kTrySeconds;
  const bool forwarding = stream.available() && !dead && !pausing;
  const std::string_view protocol = std::string_view(url).substr(0, url.find(':'));
  json.open_object();
  json.text("id", uuid_v4(mix(stream.seed, 51, index)));
  json.count("pos", index + 1);
  json.text("created", scene.started());
  json.open_object("conf");
  json.text("dest", url);
  json.text("destFingerprint", "");
  json.text("whipBearerToken", "");
  json.close_object();
  json.text(scene.shape().since(21) ? "type" : "protocol", protocol);
  json.text("state", forwarding ? "forwarding" : stream.available() ? "error" : "idle");
  json.text("lastError",
            dead ? concat({"dial tcp 192.0.2.51:1935: connect: connection refused (", url, ")"})
            : failing ? concat({"connection was closed by the peer (", url, ")"})
                      : "");
  const double carried = stream.forwarded.value(stream.content(stream.media.value(t)));
  json.count("outboundBytes",
             dead || !stream.available() ? 0 : whole(stream.bits_per_second / 8.0 * carried));
  if (scene.shape().since(21)) {
    write_typed_forwarding(json, scene, stream, forwarding, t);
    json.text("protocol", protocol);
  }
  json.close_object();
}

void write_static_source(JsonText& json, const Scene& scene, const Stream& stream, double t) {
  json.open_object();
  json.text("created", scene.started());
  json.text("state", stream.on_air ? "running" : "error");
  json.text("lastError", stream.on_air
                             ? ""
                             : concat({"dial tcp 192.0.2.30:554: i/o timeout (rtsp://viewer:",
                                       kPlantedSecret, "@192.0.2.30:554/stream1)"}));
  json.text("type", stream.source_type);
  const bool srt = stream.source_type == "srtSource";
  if (!stream.puller || (!srt && stream.source_type != "rtspSource")) {
    json.null("typeSpecific");  // MPEG-TS over UDP has none
  } else {
    json.open_object("typeSpecific");
    if (srt) {
      json.text("remoteAddr", stream.puller->remote_addr);
      write_srt_statistics(json, stream, *stream.puller, scene.shape(), t);
    } else {
      write_rtsp_source_statistics(json, stream, *stream.puller, t);
    }
    json.close_object();
  }
  json.close_object();
}

}  // namespace mtxmon::sim
