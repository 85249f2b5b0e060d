// Items of the protocols that carry RTP: RTSP and WebRTC.
#include "tests/simulator/item_parts.h"
#include "tests/simulator/items.h"

namespace mtxmon::sim {
namespace {

constexpr double kRtpPayloadBytes = 1150.0;
constexpr double kRtspReportSeconds = 5.0;
constexpr double kWebRtcReportSeconds = 0.8;
constexpr double kRtspOverhead = 1.001;
constexpr double kWebRtcOverhead = 1.02;

// Packets lost on the session's way (RTP has no repair here).
std::uint64_t lost_packets(const Stream& stream, const Session& session, double t) {
  if (session.protocol != Protocol::RtspUdp && session.protocol != Protocol::WebRtc) return 0;
  const double content = stream.content(stream.media.value(session.sending_until(t)));
  return whole(session.damage.value(content) * stream.bits_per_second / 8.0 / kRtpPayloadBytes);
}

// In units of the RTP clocks, averaged over tracks; wanders.
double jitter(const Session& session, double t) {
  const double base = 120.0 + 700.0 * unit(mix(session.seed, 31));
  return base * Wander(mix(session.seed, 32)).level(t);
}

struct RtpCounters {
  std::uint64_t inbound_bytes = 0, inbound_packets = 0, inbound_lost = 0, inbound_rtcp = 0;
  std::uint64_t outbound_bytes = 0, outbound_packets = 0, outbound_lost = 0, outbound_rtcp = 0;
  std::uint64_t outbound_discarded = 0, frames_discarded = 0;
  double inbound_jitter = 0.0;
};

RtpCounters rtp_counters(const Stream& stream, const Session& session, double t) {
  const bool webrtc = session.protocol == Protocol::WebRtc;
  const double overhead = webrtc ? kWebRtcOverhead : kRtspOverhead;
  const double report_seconds = webrtc ? kWebRtcReportSeconds : kRtspReportSeconds;
  RtpCounters counters;
  if (!session.established) return counters;
  const std::uint64_t bytes = carried(stream, session, overhead, t);
  const std::uint64_t packets =
      whole(stream.session_bytes(session, t) / kRtpPayloadBytes) + stream.counter_offset;
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
    const bool reports = session.protocol == Protocol::RtspUdp || webrtc;
    counters.inbound_rtcp = reports ? their_reports : 0;
    counters.inbound_bytes = reports ? 60 * their_reports : 0;
    counters.outbound_lost = lost_packets(stream, session, t);
    counters.frames_discarded = discarded_frames(stream, session, t);
    counters.outbound_discarded = whole(stream.discarded_content(session, t) *
                                        stream.bits_per_second / 8.0 / kRtpPayloadBytes);
  }
  return counters;
}

// v1.17 gave new names and kept the old ones; before, the packets were shown from v1.11 (RTSP) and
// v1.14 (WebRTC) on.
void write_rtp(JsonText& json, const RtpCounters& counters, bool rtsp, const Shape& shape) {
  if (shape.since(17)) {
    json.count("inboundBytes", counters.inbound_bytes);
    json.count("inboundRTPPackets", counters.inbound_packets);
    json.count("inboundRTPPacketsLost", counters.inbound_lost);
    if (rtsp) json.count("inboundRTPPacketsInError", 0);
    json.number("inboundRTPPacketsJitter", counters.inbound_jitter);
    json.count("inboundRTCPPackets", counters.inbound_rtcp);
    if (rtsp) json.count("inboundRTCPPacketsInError", 0);
    json.count("outboundBytes", counters.outbound_bytes);
    json.count("outboundRTPPackets", counters.outbound_packets);
    if (rtsp) {
      json.count("outboundRTPPacketsReportedLost", counters.outbound_lost);
      json.count("outboundRTPPacketsDiscarded", counters.outbound_discarded);
    }
    json.count("outboundRTCPPackets", counters.outbound_rtcp);
    if (!rtsp) json.count("outboundFramesDiscarded", counters.frames_discarded);
  }
  json.count("bytesReceived", counters.inbound_bytes);
  json.count("bytesSent", counters.outbound_bytes);
  if (!shape.since(rtsp ? 11 : 14)) return;
  json.count("rtpPacketsReceived", counters.inbound_packets);
  json.count("rtpPacketsSent", counters.outbound_packets);
  json.count("rtpPacketsLost", counters.inbound_lost);
  if (rtsp) json.count("rtpPacketsInError", 0);
  json.number("rtpPacketsJitter", counters.inbound_jitter);
  json.count("rtcpPacketsReceived", counters.inbound_rtcp);
  json.count("rtcpPacketsSent", counters.outbound_rtcp);
  if (rtsp) json.count("rtcpPacketsInError", 0);
}

}  // namespace

void write_rtsp_connection(JsonText& json, const Stream& stream, const Session& session,
                           const Shape& shape, double t) {
  // With UDP the media goes beside this connection.
  const bool media = session.protocol != Protocol::RtspUdp;
  const std::uint64_t bytes = media ? carried(stream, session, 1.008, t) : 0;
  const std::uint64_t inbound = session.publisher ? bytes + 1240 : 890;
  const std::uint64_t outbound = session.publisher ? 574 : bytes + 1820;
  json.open_object();
  json.text("id", session.control_id);
  json.text("created", session.created);
  json.text("remoteAddr", session.remote_addr);
  if (shape.since(17)) {
    json.text("session", session.id);
    json.text("tunnel", "none");
    json.count("inboundBytes", inbound);
    json.count("outboundBytes", outbound);
  }
  json.count("bytesReceived", inbound);
  json.count("bytesSent", outbound);
  if (shape.since(11) && !shape.since(17)) json.text("session", session.id);
  json.close_object();
}

void write_rtsp_session(JsonText& json, const Stream& stream, const Session& session,
                        const Shape& shape, double t) {
  json.open_object();
  write_identity(json, session);
  write_purpose(json, stream, session, shape);
  if (shape.since(19)) json.text("userAgent", session.user_agent);
  json.text("transport", session.protocol == Protocol::RtspUdp ? "UDP" : "TCP");
  if (shape.since(15)) json.text("profile", "AVP");
  if (shape.since(17)) {
    json.open_array("conns");
    json.text_element(session.control_id);
    json.close_array();
  }
  write_rtp(json, rtp_counters(stream, session, t), true, shape);
  json.close_object();
}

void write_webrtc_session(JsonText& json, const Stream& stream, const Session& session,
                          const Shape& shape, double t) {
  const std::string port = std::to_string(1024 + mix(session.seed, 33) % 60000);
  json.open_object();
  write_identity(json, session);
  json.flag("peerConnectionEstablished", session.established);
  json.text("localCandidate", session.established ? "host/udp/192.0.2.7/8189" : "");
  json.text("remoteCandidate", session.established ? "srflx/udp/198.51.100.77/" + port : "");
  write_purpose(json, stream, session, shape);
  if (shape.since(19)) json.text("userAgent", session.user_agent);
  write_rtp(json, rtp_counters(stream, session, t), false, shape);
  json.close_object();
}

void write_rtsp_source_statistics(JsonText& json, const Stream& stream, const Session& session,
                                  double t) {
  const RtpCounters counters = rtp_counters(stream, session, t);
  json.text("remoteAddr", session.remote_addr);
  json.text("transport", session.protocol == Protocol::RtspUdp ? "UDP" : "TCP");
  json.count("inboundBytes", counters.inbound_bytes);
  json.count("inboundRTPPackets", counters.inbound_packets);
  json.count("inboundRTPPacketsLost", counters.inbound_lost);
  json.count("inboundRTPPacketsInError", 0);
  json.number("inboundRTPPacketsJitter", counters.inbound_jitter);
  json.count("inboundRTCPPackets", counters.inbound_rtcp);
  json.count("inboundRTCPPacketsInError", 0);
  json.count("outboundBytes", counters.outbound_bytes);
  json.count("outboundRTPPackets", 0);
  json.count("outboundRTCPPackets", counters.outbound_rtcp);
}

}  // namespace mtxmon::sim
