// Rows of /v3/webrtcsessions/list. All figures are 0 until the peer connection is established.
#pragma once

#include <array>

#include "core/schema/field.h"

namespace mtxmon {

// clang-format off
inline constexpr auto kWebrtcFields = std::to_array<Field>({
  {"inboundBytes", "bytes_received_total", "bytes_received_total", Kind::Counter, Unit::Bytes, 1, Side::Publisher, Aggregate::Sum,
   "Bytes received by the ICE transport.",
   "Vom ICE-Transport empfangene Bytes.", "Received", "Empfangen", "bytesReceived"},
  {"outboundBytes", "bytes_sent_total", "bytes_sent_total", Kind::Counter, Unit::Bytes, 1, Side::Reader, Aggregate::Sum,
   "Bytes sent to readers by the ICE transport.",
   "Vom ICE-Transport an Leser gesendete Bytes.", "Sent", "Gesendet", "bytesSent"},
  {"inboundRTPPackets", "rtp_packets_received_total", "rtp_packets_received_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "RTP packets received.",
   "Empfangene RTP-Pakete.", "RTP packets received", "Empfangene RTP-Pakete", "rtpPacketsReceived"},
  {"inboundRTPPacketsLost", "rtp_packets_lost_total", "rtp_packets_lost_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "RTP packets missing by their sequence numbers.",
   "RTP-Pakete, die nach ihren Folgenummern fehlen.", "RTP packets lost", "Verlorene RTP-Pakete", "rtpPacketsLost"},
  {"inboundRTPPacketsJitter", "jitter_clock_units", "jitter_clock_units", Kind::Gauge, Unit::Count, 1, Side::Publisher, Aggregate::Max,
   "Interarrival jitter (RFC 3550) in units of the RTP clock, mean over tracks of different clocks: a trend, not a time.",
   "Schwankung der Ankunft (RFC 3550) in Takten der RTP-Uhr, gemittelt über Spuren mit verschiedenen Uhren: ein Trend, keine Zeit.", "Jitter (RTP clock)", "Jitter (RTP-Takt)", "rtpPacketsJitter"},
  {"inboundRTCPPackets", "rtcp_packets_received_total", "rtcp_packets_received_total", Kind::Counter, Unit::Count, 1, Side::Both, Aggregate::Sum,
   "RTCP packets received: the sign of life of a peer.",
   "Empfangene RTCP-Pakete: das Lebenszeichen der Gegenstelle.", "RTCP packets received", "Empfangene RTCP-Pakete", "rtcpPacketsReceived"},
  {"outboundRTPPackets", "rtp_packets_sent_total", "rtp_packets_sent_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "RTP packets sent to readers.",
   "An Leser gesendete RTP-Pakete.", "RTP packets sent", "Gesendete RTP-Pakete", "rtpPacketsSent"},
  {"outboundRTCPPackets", "rtcp_packets_sent_total", "", Kind::Counter, Unit::Count, 1, Side::Both, Aggregate::Sum,
   "RTCP packets sent.",
   "Gesendete RTCP-Pakete.", "RTCP packets sent", "Gesendete RTCP-Pakete", "rtcpPacketsSent"},
  {"outboundFramesDiscarded", "frames_discarded_total", "frames_discarded_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Frames skipped because a reader was too slow.",
   "Bilder, die übersprungen wurden, weil ein Leser zu langsam war.", "Frames skipped", "Übersprungene Bilder"},
  {"", "rtp_loss_ratio", "rtp_loss_ratio", Kind::Gauge, Unit::Ratio, 1, Side::Publisher, Aggregate::Max,
   "Share of RTP packets lost in the last 10 s.",
   "Anteil der verlorenen RTP-Pakete in den letzten 10 s.", "Lost", "Verloren"},
  {"", "jitter_seconds", "", Kind::Gauge, Unit::Seconds, 1, Side::Publisher, Aggregate::Max,
   "Interarrival jitter, only where the stream has one track of a known clock.",
   "Schwankung der Ankunft, nur bei Streams mit einer Spur und bekannter Uhr.", "Jitter", "Jitter"},
});
// clang-format on

// A candidate is "type/protocol/address/port"; the peer's address is masked like every other.
inline constexpr TextField kWebrtcTexts[] = {{"localCandidate", "local_candidate"},
                                             {"remoteCandidate", "remote_candidate"}};

inline constexpr Resource kWebrtc = {.name = "webrtc",
                                     .publish_prefix = "mediamtx_webrtc_publish_",
                                     .read_prefix = "mediamtx_webrtc_read_",
                                     .fields = kWebrtcFields,
                                     .texts = kWebrtcTexts,
                                     .left_out = {},
                                     .inbound_native = "inboundBytes",
                                     .outbound_native = "outboundBytes"};

}  // namespace mtxmon
