#include "tests/simulator/items.h"

#include <cmath>

namespace mtxmon::sim {
namespace {

constexpr double kRtpPayloadBytes = 1150.0;
constexpr double kRtcpReportSeconds = 5.0;

std::uint64_t whole(double value) { return value <= 0.0 ? 0 : static_cast<std::uint64_t>(value); }

// The bytes that the session carried, with its protocol's overhead and the stream's test offset.
std::uint64_t carried(const Stream& stream, const Session& session, double overhead, double t) {
  return whole(stream.session_bytes(session, t) * overhead) + stream.counter_offset;
}

// Packets lost on the session's way (RTP has no repair here).
std::uint64_t lost_packets(const Stream& stream, const Session& session, double t) {
  if (session.protocol != Protocol::RtspUdp && session.protocol != Protocol::WebRtc) return 0;
  const double media = stream.media.value(session.sending_until(t));
  return whole(session.damage.value(media) * stream.bits_per_second / 8.0 / kRtpPayloadBytes);
}

// In units of the RTP clocks, averaged over tracks; wanders.
double jitter(const Session& session, double t) {
  const double base = 120.0 + 700.0 * unit(mix(session.seed, 31));
  return base * Wander(mix(session.seed, 32)).level(t);
}

struct RtpCounters {
  std::uint64_t inbound_bytes = 0, inbound_packets = 0, inbound_lost = 0, inbound_rtcp = 0;
  std::uint64_t outbound_bytes = 0, outbound_packets = 0, outbound_lost = 0, outbound_rtcp = 0;
  double inbound_jitter = 0.0;
};

RtpCounters rtp_counters(const Stream& stream, const Session& session, double overhead,
                         double report_seconds, double t) {
  RtpCounters counters;
  const std::uint64_t bytes = carried(stream, session, overhead, t);
  const std::uint64_t packets = whole(stream.session_bytes(session, t) / kRtpPayloadBytes);
  const std::uint64_t own_reports =
      whole(2.0 * session.age(session.sending_until(t)) / report_seconds);
  const std::uint64_t their_reports =
      whole(2.0 * session.age(session.answering_until(t)) / report_seconds);
  if (session.publisher) {
    counters.inbound_bytes = bytes;
    counters.inbound_packets = packets;
    counters.inbound_lost = lost_packets(stream, session, t);
    counters.inbound_jitter = jitter(session, t);
    counters.inbound_rtcp =
        stream.stalled ? whole(2.0 * session.age(stream.stalled_at) / report_seconds) : own_reports;
    counters.outbound_rtcp = own_reports;
    counters.outbound_bytes = 40 * own_reports;
  } else {
    counters.outbound_bytes = bytes;
    counters.outbound_packets = packets;
    counters.outbound_rtcp = own_reports;
    // Over TCP no receiver reports come.
    const bool reports =
        session.protocol == Protocol::RtspUdp || session.protocol == Protocol::WebRtc;
    counters.inbound_rtcp = reports ? their_reports : 0;
    counters.inbound_bytes = reports ? 60 * their_reports : 0;
    counters.outbound_lost = lost_packets(stream, session, t);
  }
  return counters;
}

void write_identity(JsonText& json, const Session& session) {
  json.text("id", session.id);
  json.text("created", session.created);
  json.text("remoteAddr", session.remote_addr);
}

void write_purpose(JsonText& json, const Stream& stream, const Session& session) {
  json.text("state", session.publisher ? "publish" : "read");
  json.text("path", stream.name);
  json.text("query", "");
}

void write_time_or_null(JsonText& json, std::string_view key, bool present,
                        const std::string& time) {
  present ? json.text(key, time) : json.null(key);
}

}  // namespace

void write_path(JsonText& json, const Stream& stream, double t) {
  const bool available = stream.available();
  const std::string_view source_type = stream.shown_source_type();
  // A static source and a redirect count as online always; without a time until they were available
  // once.
  const bool online = stream.on_air || !source_type.empty();
  json.open_object();
  json.text("name", stream.name);
  json.text("confName", stream.conf_name);
  json.flag("ready", available);
  write_time_or_null(json, "readyTime", available, stream.available_time);
  json.flag("available", available);
  write_time_or_null(json, "availableTime", available, stream.available_time);
  json.flag("online", online);
  write_time_or_null(json, "onlineTime", online,
                     stream.online_time.empty() ? "0001-01-01T00:00:00Z" : stream.online_time);
  if (source_type.empty()) {
    json.null("source");
  } else {
    json.open_object("source");
    json.text("type", source_type);
    json.text("id", stream.publisher ? stream.publisher->id : "");
    json.close_object();
  }
  json.members(available ? std::string_view(stream.tracks) : R"("tracks":[],"tracks2":[])");
  json.open_array("readers");
  for (const Session& reader : stream.readers) {
    json.open_object();
    json.text("type", object_type(reader.protocol));
    json.text("id", reader.id);
    json.close_object();
  }
  json.close_array();
  const std::uint64_t inbound = stream.inbound_bytes(t) + (available ? stream.counter_offset : 0);
  const std::uint64_t outbound = stream.outbound_bytes(t) + (available ? stream.counter_offset : 0);
  json.count("inboundBytes", inbound);
  json.count("outboundBytes", outbound);
  json.count("inboundFramesInError", 0);
  json.count("bytesReceived", inbound);
  json.count("bytesSent", outbound);
  json.close_object();
}

void write_rtsp_connection(JsonText& json, const Stream& stream, const Session& session, double t) {
  // With UDP the media goes beside this connection.
  const bool media = session.protocol != Protocol::RtspUdp;
  const std::uint64_t bytes = media ? carried(stream, session, 1.008, t) : 0;
  const std::uint64_t inbound = session.publisher ? bytes + 1240 : 890;
  const std::uint64_t outbound = session.publisher ? 574 : bytes + 1820;
  json.open_object();
  json.text("id", session.control_id);
  json.text("created", session.created);
  json.text("remoteAddr", session.remote_addr);
  json.text("session", session.id);
  json.text("tunnel", "none");
  json.count("inboundBytes", inbound);
  json.count("outboundBytes", outbound);
  json.count("bytesReceived", inbound);
  json.count("bytesSent", outbound);
  json.close_object();
}

void write_rtsp_session(JsonText& json, const Stream& stream, const Session& session, double t) {
  const RtpCounters counters = rtp_counters(stream, session, 1.001, kRtcpReportSeconds, t);
  json.open_object();
  write_identity(json, session);
  write_purpose(json, stream, session);
  json.text("user", session.user);
  json.text("userAgent", session.user_agent);
  json.text("transport", session.protocol == Protocol::RtspUdp ? "UDP" : "TCP");
  json.text("profile", "AVP");
  json.open_array("conns");
  json.text_element(session.control_id);
  json.close_array();
  json.count("inboundBytes", counters.inbound_bytes);
  json.count("inboundRTPPackets", counters.inbound_packets);
  json.count("inboundRTPPacketsLost", counters.inbound_lost);
  json.count("inboundRTPPacketsInError", 0);
  json.number("inboundRTPPacketsJitter", counters.inbound_jitter);
  json.count("inboundRTCPPackets", counters.inbound_rtcp);
  json.count("inboundRTCPPacketsInError", 0);
  json.count("outboundBytes", counters.outbound_bytes);
  json.count("outboundRTPPackets", counters.outbound_packets);
  json.count("outboundRTPPacketsReportedLost", counters.outbound_lost);
  json.count("outboundRTPPacketsDiscarded", 0);
  json.count("outboundRTCPPackets", counters.outbound_rtcp);
  json.count("bytesReceived", counters.inbound_bytes);
  json.count("bytesSent", counters.outbound_bytes);
  json.count("rtpPacketsReceived", counters.inbound_packets);
  json.count("rtpPacketsSent", counters.outbound_packets);
  json.count("rtpPacketsLost", counters.inbound_lost);
  json.count("rtpPacketsInError", 0);
  json.number("rtpPacketsJitter", counters.inbound_jitter);
  json.count("rtcpPacketsReceived", counters.inbound_rtcp);
  json.count("rtcpPacketsSent", counters.outbound_rtcp);
  json.count("rtcpPacketsInError", 0);
  json.close_object();
}

void write_rtmp_connection(JsonText& json, const Stream& stream, const Session& session, double t) {
  const std::uint64_t bytes = carried(stream, session, 1.006, t);
  const std::uint64_t inbound = session.publisher ? bytes + 3800 : 3480;
  const std::uint64_t outbound = session.publisher ? 3467 : bytes + 3600;
  json.open_object();
  write_identity(json, session);
  write_purpose(json, stream, session);
  json.text("user", session.user);
  json.text("userAgent", session.user_agent);
  json.count("inboundBytes", inbound);
  json.count("outboundBytes", outbound);
  json.count("outboundFramesDiscarded", 0);
  json.count("bytesReceived", inbound);
  json.count("bytesSent", outbound);
  json.close_object();
}

void write_webrtc_session(JsonText& json, const Stream& stream, const Session& session, double t) {
  const RtpCounters counters = rtp_counters(stream, session, 1.02, 0.8, t);
  const std::string port = std::to_string(1024 + mix(session.seed, 33) % 60000);
  json.open_object();
  write_identity(json, session);
  json.flag("peerConnectionEstablished", true);
  json.text("localCandidate", "host/udp/192.0.2.7/8189");
  json.text("remoteCandidate", "srflx/udp/198.51.100.77/" + port);
  write_purpose(json, stream, session);
  json.text("user", session.user);
  json.text("userAgent", session.user_agent);
  json.count("inboundBytes", counters.inbound_bytes);
  json.count("inboundRTPPackets", counters.inbound_packets);
  json.count("inboundRTPPacketsLost", counters.inbound_lost);
  json.number("inboundRTPPacketsJitter", counters.inbound_jitter);
  json.count("inboundRTCPPackets", counters.inbound_rtcp);
  json.count("outboundBytes", counters.outbound_bytes);
  json.count("outboundRTPPackets", counters.outbound_packets);
  json.count("outboundRTCPPackets", counters.outbound_rtcp);
  json.count("outboundFramesDiscarded", 0);
  json.count("bytesReceived", counters.inbound_bytes);
  json.count("bytesSent", counters.outbound_bytes);
  json.count("rtpPacketsReceived", counters.inbound_packets);
  json.count("rtpPacketsSent", counters.outbound_packets);
  json.count("rtpPacketsLost", counters.inbound_lost);
  json.number("rtpPacketsJitter", counters.inbound_jitter);
  json.count("rtcpPacketsReceived", counters.inbound_rtcp);
  json.count("rtcpPacketsSent", counters.outbound_rtcp);
  json.close_object();
}

void write_hls_session(JsonText& json, const Stream& stream, const Session& session, double t) {
  json.open_object();
  write_identity(json, session);
  json.text("path", stream.name);
  json.text("query", "");
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
  json.count("outboundBytes", bytes);
  json.count("outboundFramesDiscarded", 0);
  json.count("bytesSent", bytes);
  json.close_object();
}

void write_moq_session(JsonText& json, const Stream& stream, const Session& session, double t) {
  json.open_object();
  write_identity(json, session);
  write_purpose(json, stream, session);
  json.text("userAgent", session.user_agent);
  json.text("transport", "quic");
  json.text("version", "moqt-19");
  json.count("inboundBytes", 0);
  json.count("outboundBytes", carried(stream, session, 0.98, t));
  json.close_object();
}

}  // namespace mtxmon::sim
