// Rows of /v3/rtspsessions/list and /v3/rtspssessions/list (identical items), and of the TCP
// control connections, /v3/rtspconns/list and /v3/rtspsconns/list. Lost and jitter mean something
// only for publishers: for readers the server sends 0, their loss is what they report by RTCP.
#pragma once

#include <array>

#include "core/schema/field.h"

namespace mtxmon {

// clang-format off
inline constexpr auto kRtspFields = std::to_array<Field>({
  {"inboundBytes", "bytes_received_total", "bytes_received_total", Kind::Counter, Unit::Bytes, 1, Side::Publisher, Aggregate::Sum,
   "Bytes of RTP and RTCP packets received.",
   "Bytes der empfangenen RTP- und RTCP-Pakete.", "Received", "Empfangen", "bytesReceived"},
  {"outboundBytes", "bytes_sent_total", "bytes_sent_total", Kind::Counter, Unit::Bytes, 1, Side::Reader, Aggregate::Sum,
   "Bytes of RTP and RTCP packets sent to readers.",
   "Bytes der an Leser gesendeten RTP- und RTCP-Pakete.", "Sent", "Gesendet", "bytesSent"},
  {"inboundRTPPackets", "rtp_packets_received_total", "rtp_packets_received_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "RTP packets received.",
   "Empfangene RTP-Pakete.", "RTP packets received", "Empfangene RTP-Pakete", "rtpPacketsReceived"},
  {"inboundRTPPacketsLost", "rtp_packets_lost_total", "rtp_packets_lost_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "RTP packets missing by their sequence numbers: lost for good.",
   "RTP-Pakete, die nach ihren Folgenummern fehlen: endgültig verloren.", "RTP packets lost", "Verlorene RTP-Pakete", "rtpPacketsLost"},
  {"inboundRTPPacketsInError", "rtp_packets_in_error_total", "rtp_packets_in_error_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "RTP packets that could not be processed.",
   "RTP-Pakete, die sich nicht verarbeiten ließen.", "RTP packets in error", "Fehlerhafte RTP-Pakete", "rtpPacketsInError"},
  {"inboundRTPPacketsJitter", "jitter_clock_units", "jitter_clock_units", Kind::Gauge, Unit::Count, 1, Side::Publisher, Aggregate::Max,
   "Interarrival jitter (RFC 3550) in units of the RTP clock, mean over tracks of different clocks: a trend, not a time.",
   "Schwankung der Ankunft (RFC 3550) in Takten der RTP-Uhr, gemittelt über Spuren mit verschiedenen Uhren: ein Trend, keine Zeit.", "Jitter (RTP clock)", "Jitter (RTP-Takt)", "rtpPacketsJitter"},
  {"inboundRTCPPackets", "rtcp_packets_received_total", "rtcp_packets_received_total", Kind::Counter, Unit::Count, 1, Side::Both, Aggregate::Sum,
   "RTCP packets received: the sign of life of a peer over UDP.",
   "Empfangene RTCP-Pakete: das Lebenszeichen einer Gegenstelle über UDP.", "RTCP packets received", "Empfangene RTCP-Pakete", "rtcpPacketsReceived"},
  {"inboundRTCPPacketsInError", "rtcp_packets_in_error_total", "rtcp_packets_in_error_total", Kind::Counter, Unit::Count, 1, Side::Both, Aggregate::Sum,
   "RTCP packets that could not be processed.",
   "RTCP-Pakete, die sich nicht verarbeiten ließen.", "RTCP packets in error", "Fehlerhafte RTCP-Pakete", "rtcpPacketsInError"},
  {"outboundRTPPackets", "rtp_packets_sent_total", "rtp_packets_sent_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "RTP packets sent to readers.",
   "An Leser gesendete RTP-Pakete.", "RTP packets sent", "Gesendete RTP-Pakete", "rtpPacketsSent"},
  {"outboundRTPPacketsReportedLost", "rtp_packets_reported_lost", "rtp_packets_reported_lost", Kind::Gauge, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "RTP packets that readers report as lost by RTCP, last report; may fall, and stays 0 for readers that send none.",
   "RTP-Pakete, die Leser per RTCP als verloren melden, letzte Meldung; kann fallen und bleibt 0, wenn ein Leser nichts meldet.", "Reported lost", "Als verloren gemeldet"},
  {"outboundRTPPacketsDiscarded", "rtp_packets_discarded_total", "rtp_packets_discarded_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "RTP packets discarded because a reader was too slow.",
   "RTP-Pakete, die verworfen wurden, weil ein Leser zu langsam war.", "Discarded, reader too slow", "Verworfen, Leser zu langsam"},
  {"outboundRTCPPackets", "rtcp_packets_sent_total", "", Kind::Counter, Unit::Count, 1, Side::Both, Aggregate::Sum,
   "RTCP packets sent.",
   "Gesendete RTCP-Pakete.", "RTCP packets sent", "Gesendete RTCP-Pakete", "rtcpPacketsSent"},
  {"", "rtp_loss_ratio", "rtp_loss_ratio", Kind::Gauge, Unit::Ratio, 1, Side::Publisher, Aggregate::Max,
   "Share of RTP packets lost in the last 10 s.",
   "Anteil der verlorenen RTP-Pakete in den letzten 10 s.", "Lost", "Verloren"},
  {"", "rtp_in_error_ratio", "", Kind::Gauge, Unit::Ratio, 1, Side::Publisher, Aggregate::Max,
   "Share of RTP packets in error in the last 10 s.",
   "Anteil der fehlerhaften RTP-Pakete in den letzten 10 s.", "In error", "Fehlerhaft"},
  {"", "jitter_seconds", "", Kind::Gauge, Unit::Seconds, 1, Side::Publisher, Aggregate::Max,
   "Interarrival jitter, only where the stream has one track of a known clock.",
   "Schwankung der Ankunft, nur bei Streams mit einer Spur und bekannter Uhr.", "Jitter", "Jitter"},
  {"", "reported_loss_ratio", "reported_loss_ratio", Kind::Gauge, Unit::Ratio, 1, Side::Reader, Aggregate::Max,
   "Share of RTP packets of the last 60 s that the worst reader reports as lost.",
   "Anteil der RTP-Pakete der letzten 60 s, die der Leser als verloren meldet.", "Reported lost", "Als verloren gemeldet"},
  {"", "discarded_ratio", "discarded_ratio", Kind::Gauge, Unit::Ratio, 1, Side::Reader, Aggregate::Max,
   "Share of RTP packets of the last 10 s discarded because the worst reader was too slow.",
   "Anteil der RTP-Pakete der letzten 10 s, die verworfen wurden, weil der Leser zu langsam war.", "Discarded", "Verworfen"},
});

inline constexpr auto kRtspControlFields = std::to_array<Field>({
  {"inboundBytes", "bytes_received_total", "", Kind::Counter, Unit::Bytes, 1, Side::Both, Aggregate::Sum,
   "Bytes received on the TCP connection; with transport TCP the media is among them.",
   "Auf der TCP-Verbindung empfangene Bytes; bei Transport TCP gehören die Medien dazu.", "Control received", "Steuerung empfangen", "bytesReceived"},
  {"outboundBytes", "bytes_sent_total", "", Kind::Counter, Unit::Bytes, 1, Side::Both, Aggregate::Sum,
   "Bytes sent on the TCP connection; with transport TCP the media is among them.",
   "Auf der TCP-Verbindung gesendete Bytes; bei Transport TCP gehören die Medien dazu.", "Control sent", "Steuerung gesendet", "bytesSent"},
});
// clang-format on

inline constexpr TextField kRtspTexts[] = {{"transport", "transport"}, {"profile", "profile"}};
inline constexpr std::string_view kRtspLeftOut[] = {"conns"};  // "session" of the control
                                                               // connection says the same

inline constexpr Resource kRtsp = {.name = "rtsp",
                                   .publish_prefix = "mediamtx_rtsp_publish_",
                                   .read_prefix = "mediamtx_rtsp_read_",
                                   .fields = kRtspFields,
                                   .texts = kRtspTexts,
                                   .left_out = kRtspLeftOut,
                                   .inbound_native = "inboundBytes",
                                   .outbound_native = "outboundBytes"};

inline constexpr TextField kRtspControlTexts[] = {{"tunnel", "tunnel"}};

inline constexpr Resource kRtspControl = {.name = "rtsp_control",
                                          .publish_prefix = "mediamtx_rtsp_publish_control_",
                                          .read_prefix = "mediamtx_rtsp_read_control_",
                                          .fields = kRtspControlFields,
                                          .texts = kRtspControlTexts,
                                          .left_out = {},
                                          .inbound_native = "inboundBytes",
                                          .outbound_native = "outboundBytes"};

}  // namespace mtxmon
