// Rows of /v3/srtconns/list. Side and meaning: which half of the socket's statistics carries the
// media. Rates are Mibit/s in MediaMTX (÷ 1024²). Rows without a native name are computed by
// exporter/derive_srt; their windows are 10 s unless the text says otherwise.
#pragma once

#include <array>

#include "core/schema/field.h"

namespace mtxmon {

inline constexpr double kMibit = 1024.0 * 1024.0;

// clang-format off
inline constexpr auto kSrtFields = std::to_array<Field>({
  {"msRTT", "rtt_seconds", "rtt_seconds", Kind::Gauge, Unit::Seconds, 1e-3, Side::Both, Aggregate::Max,
   "Smoothed round trip time of the SRT link; of readers the worst one.", "Round trip", "Umlaufzeit"},
  {"msReceiveTsbPdDelay", "latency_seconds", "latency_seconds", Kind::Constant, Unit::Seconds, 1e-3, Side::Publisher, Aggregate::Min,
   "Negotiated SRT latency (TSBPD delay): the time in which a lost packet can be repaired.", "Latency", "Latenz"},
  {"msSendTsbPdDelay", "latency_seconds", "latency_seconds", Kind::Constant, Unit::Seconds, 1e-3, Side::Reader, Aggregate::Min,
   "Negotiated SRT latency (TSBPD delay) of the readers, the shortest one.", "Latency", "Latenz"},
  {"mbpsReceiveRate", "receive_bits_per_second", "receive_bytes_per_second", Kind::Gauge, Unit::BitsPerSecond, kMibit, Side::Publisher, Aggregate::Sum,
   "Payload receive rate as the SRT library measures it over the last second.", "SRT receive rate", "SRT-Empfangsrate"},
  {"mbpsSendRate", "send_bits_per_second", "send_bytes_per_second", Kind::Gauge, Unit::BitsPerSecond, kMibit, Side::Reader, Aggregate::Sum,
   "Payload send rate as the SRT library measures it over the last second, sum of readers.", "SRT send rate", "SRT-Senderate"},
  {"mbpsLinkCapacity", "link_capacity_bits_per_second", "link_capacity_bytes_per_second", Kind::Gauge, Unit::BitsPerSecond, kMibit, Side::Both, Aggregate::Min,
   "Estimate of the link's capacity from probe pairs; jumpy, an order of magnitude at best.", "Link capacity (estimate)", "Leitungskapazität (geschätzt)"},
  {"packetsReceived", "packets_received_total", "packets_received_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "Data packets received, retransmissions included.", "Packets received", "Empfangene Pakete"},
  {"packetsReceivedUnique", "packets_received_unique_total", "packets_received_unique_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "First copies of data packets that were accepted for delivery.", "Unique packets received", "Einmalig empfangene Pakete"},
  {"packetsReceivedLoss", "packets_received_lost_total", "packets_received_lost_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "Packets missing on arrival; most are repaired afterwards (one too many per gap before MediaMTX v1.20.1).", "Lost on the way", "Unterwegs verloren"},
  {"packetsReceivedRetrans", "packets_received_retransmitted_total", "packets_received_retransmitted_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "Packets received as retransmissions.", "Retransmissions received", "Empfangene Wiederholungen"},
  {"packetsReceivedBelated", "packets_received_belated_total", "packets_received_belated_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "Packets that arrived after their time to be played (always 0 before MediaMTX v1.20.1).", "Too late", "Zu spät"},
  {"packetsReceivedDrop", "packets_received_dropped_total", "packets_received_dropped_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "Packets discarded on arrival, too late or a second copy: not a measure of loss.", "Discarded on arrival", "Bei Ankunft verworfen"},
  {"packetsReceivedUndecrypt", "packets_received_undecrypted_total", "packets_received_undecrypted_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "Packets that could not be decrypted: wrong passphrase.", "Not decrypted", "Nicht entschlüsselt"},
  {"packetsSentNAK", "naks_sent_total", "naks_sent_total", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "Loss reports sent to the publisher.", "Loss reports sent", "Gesendete Verlustmeldungen"},
  {"msReceiveBuf", "receive_buffer_seconds", "", Kind::Gauge, Unit::Seconds, 1e-3, Side::Publisher, Aggregate::Max,
   "Playing time waiting in the receive buffer; flickers to 0.", "Receive buffer", "Empfangspuffer"},
  {"bytesReceived", "bytes_received_total", "bytes_received_total", Kind::Counter, Unit::Bytes, 1, Side::Publisher, Aggregate::Sum,
   "Bytes received, IP, UDP and SRT headers included.", "Received", "Empfangen"},
  {"packetsSent", "packets_sent_total", "packets_sent_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Data packets sent to readers, retransmissions included.", "Packets sent", "Gesendete Pakete"},
  {"packetsSentUnique", "packets_sent_unique_total", "packets_sent_unique_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Data packets sent to readers without retransmissions.", "Unique packets sent", "Einmalig gesendete Pakete"},
  {"packetsRetrans", "packets_retransmitted_total", "packets_retransmitted_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Packets sent again because a reader asked for them.", "Retransmitted", "Wiederholt"},
  {"packetsSendLoss", "packets_send_lost_total", "packets_send_lost_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Packets reported missing by readers: retransmitted plus given up.", "Reported lost", "Als verloren gemeldet"},
  {"packetsSendDrop", "packets_send_dropped_total", "packets_send_dropped_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Packets given up because they were too late to be useful: real loss for a reader.", "Given up", "Aufgegeben"},
  {"packetsReceivedACK", "acks_received_total", "acks_received_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Acknowledgements received from readers; they stop when a reader freezes.", "Acknowledgements", "Bestätigungen"},
  {"packetsReceivedNAK", "naks_received_total", "naks_received_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Loss reports received from readers.", "Loss reports received", "Empfangene Verlustmeldungen"},
  {"packetsFlightSize", "packets_in_flight", "packets_in_flight", Kind::Gauge, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Packets queued for sending.", "Packets queued", "Pakete in der Warteschlange"},
  {"msSendBuf", "send_buffer_seconds", "", Kind::Gauge, Unit::Seconds, 1e-3, Side::Reader, Aggregate::Max,
   "Playing time waiting in the send buffer, the worst reader.", "Send buffer", "Sendepuffer"},
  {"bytesSent", "bytes_sent_total", "bytes_sent_total", Kind::Counter, Unit::Bytes, 1, Side::Reader, Aggregate::Sum,
   "Bytes sent to readers, IP, UDP and SRT headers included.", "Sent", "Gesendet"},
  {"outboundFramesDiscarded", "frames_discarded_total", "frames_discarded_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Frames skipped because a reader was too slow.", "Frames skipped", "Übersprungene Bilder"},
  {"packetsSentACK", "acks_sent_total", "", Kind::Counter, Unit::Count, 1, Side::Publisher, Aggregate::Sum,
   "Acknowledgements sent; MediaMTX goes on with them also while nothing arrives.", "Acknowledgements sent", "Gesendete Bestätigungen"},
  {"packetsSentKM", "key_messages_sent_total", "", Kind::Counter, Unit::Count, 1, Side::Both, Aggregate::Sum,
   "Key exchange messages sent.", "Key messages sent", "Gesendete Schlüsselnachrichten"},
  {"packetsReceivedKM", "key_messages_received_total", "", Kind::Counter, Unit::Count, 1, Side::Both, Aggregate::Sum,
   "Key exchange messages received.", "Key messages received", "Empfangene Schlüsselnachrichten"},
  {"bytesReceivedUnique", "bytes_received_unique_total", "", Kind::Counter, Unit::Bytes, 1, Side::Publisher, Aggregate::Sum,
   "Bytes of first copies, headers included.", "Received once", "Einmalig empfangen"},
  {"bytesReceivedLoss", "bytes_received_lost_total", "", Kind::Counter, Unit::Bytes, 1, Side::Publisher, Aggregate::Sum,
   "Bytes missing on arrival, estimated from the mean packet.", "Bytes lost on the way", "Unterwegs verlorene Bytes"},
  {"bytesReceivedRetrans", "bytes_received_retransmitted_total", "", Kind::Counter, Unit::Bytes, 1, Side::Publisher, Aggregate::Sum,
   "Bytes received as retransmissions.", "Bytes received again", "Wiederholt empfangene Bytes"},
  {"bytesReceivedBelated", "bytes_received_belated_total", "", Kind::Counter, Unit::Bytes, 1, Side::Publisher, Aggregate::Sum,
   "Bytes that arrived after their time to be played (always 0 before MediaMTX v1.20.1).", "Bytes too late", "Zu späte Bytes"},
  {"bytesReceivedDrop", "bytes_received_dropped_total", "", Kind::Counter, Unit::Bytes, 1, Side::Publisher, Aggregate::Sum,
   "Bytes discarded on arrival, too late or a second copy.", "Bytes discarded on arrival", "Bei Ankunft verworfene Bytes"},
  {"bytesReceivedUndecrypt", "bytes_received_undecrypted_total", "", Kind::Counter, Unit::Bytes, 1, Side::Publisher, Aggregate::Sum,
   "Bytes that could not be decrypted.", "Bytes not decrypted", "Nicht entschlüsselte Bytes"},
  {"packetsReceiveBuf", "receive_buffer_packets", "", Kind::Gauge, Unit::Count, 1, Side::Publisher, Aggregate::Max,
   "Packets waiting in the receive buffer; flickers to 0.", "Receive buffer, packets", "Empfangspuffer, Pakete"},
  {"bytesReceiveBuf", "receive_buffer_bytes", "", Kind::Gauge, Unit::Bytes, 1, Side::Publisher, Aggregate::Max,
   "Bytes waiting in the receive buffer; flickers to 0.", "Receive buffer, bytes", "Empfangspuffer, Bytes"},
  {"packetsReceivedLossRate", "native_retransmit_ratio", "", Kind::Gauge, Unit::Ratio, 0.01, Side::Publisher, Aggregate::Max,
   "Share of retransmissions in the bytes of the last second, as the SRT library sees it; absent while nothing arrives.", "Repair traffic (library)", "Reparaturverkehr (Bibliothek)"},
  {"bytesSentUnique", "bytes_sent_unique_total", "", Kind::Counter, Unit::Bytes, 1, Side::Reader, Aggregate::Sum,
   "Bytes sent without retransmissions, headers included.", "Sent once", "Einmalig gesendet"},
  {"bytesRetrans", "bytes_retransmitted_total", "", Kind::Counter, Unit::Bytes, 1, Side::Reader, Aggregate::Sum,
   "Bytes sent again because a reader asked for them.", "Bytes sent again", "Wiederholt gesendete Bytes"},
  {"bytesSendDrop", "bytes_send_dropped_total", "", Kind::Counter, Unit::Bytes, 1, Side::Reader, Aggregate::Sum,
   "Bytes given up because they were too late to be useful.", "Bytes given up", "Aufgegebene Bytes"},
  {"packetsSendBuf", "send_buffer_packets", "", Kind::Gauge, Unit::Count, 1, Side::Reader, Aggregate::Max,
   "Packets waiting in the send buffer.", "Send buffer, packets", "Sendepuffer, Pakete"},
  {"bytesSendBuf", "send_buffer_bytes", "", Kind::Gauge, Unit::Bytes, 1, Side::Reader, Aggregate::Max,
   "Bytes waiting in the send buffer.", "Send buffer, bytes", "Sendepuffer, Bytes"},
  {"packetsSendLossRate", "native_retransmit_ratio", "", Kind::Gauge, Unit::Ratio, 0.01, Side::Reader, Aggregate::Max,
   "Share of retransmissions in the bytes of the last second, as the SRT library sees it; absent while nothing is sent.", "Repair traffic (library)", "Reparaturverkehr (Bibliothek)"},
  {"usSndDuration", "send_duration_seconds_total", "", Kind::Counter, Unit::Seconds, 1e-6, Side::Reader, Aggregate::Sum,
   "Sum of the pacing periods of all packets sent.", "Time spent sending", "Sendezeit"},
  {"usPacketsSendPeriod", "send_period_seconds", "", Kind::Gauge, Unit::Seconds, 1e-6, Side::Reader, Aggregate::Max,
   "Pacing: time between two packets.", "Pacing", "Paketabstand"},
  {"", "rtt_min_seconds", "", Kind::Gauge, Unit::Seconds, 1, Side::Both, Aggregate::Min,
   "Smallest round trip time of the last 60 s.", "Round trip, minimum", "Umlaufzeit, Minimum"},
  {"", "rtt_mean_seconds", "", Kind::Gauge, Unit::Seconds, 1, Side::Both, Aggregate::Max,
   "Mean round trip time of the last 60 s.", "Round trip, mean", "Umlaufzeit, Mittel"},
  {"", "rtt_p95_seconds", "", Kind::Gauge, Unit::Seconds, 1, Side::Both, Aggregate::Max,
   "95th percentile of the round trip time of the last 60 s.", "Round trip, 95 %", "Umlaufzeit, 95 %"},
  {"", "rtt_max_seconds", "rtt_max_seconds", Kind::Gauge, Unit::Seconds, 1, Side::Both, Aggregate::Max,
   "Largest round trip time of the last 60 s: the peaks between two scrapes.", "Round trip, maximum", "Umlaufzeit, Maximum"},
  {"", "rtt_variation_seconds", "", Kind::Gauge, Unit::Seconds, 1, Side::Both, Aggregate::Max,
   "Standard deviation of the round trip time over the last 60 s.", "Round trip, variation", "Umlaufzeit, Schwankung"},
  {"", "rtt_to_latency_ratio", "rtt_to_latency_ratio", Kind::Gauge, Unit::Ratio, 1, Side::Both, Aggregate::Max,
   "Round trip time as a share of the SRT latency; above 0.25 lost packets get few chances to be repaired.", "RTT ÷ latency", "RTT ÷ Latenz"},
  {"", "link_loss_ratio", "link_loss_ratio", Kind::Gauge, Unit::Ratio, 1, Side::Both, Aggregate::Max,
   "Share of packets lost on the way in the last 10 s; most of them are repaired.", "Lost on the way", "Unterwegs verloren"},
  {"", "link_loss_60s_ratio", "", Kind::Gauge, Unit::Ratio, 1, Side::Both, Aggregate::Max,
   "Share of packets lost on the way in the last 60 s; decides how much latency repair needs.", "Lost on the way, 60 s", "Unterwegs verloren, 60 s"},
  {"", "retransmit_ratio", "retransmit_ratio", Kind::Gauge, Unit::Ratio, 1, Side::Both, Aggregate::Max,
   "Share of retransmissions in the packets of the last 10 s: the price of repair.", "Retransmitted", "Wiederholt"},
  {"", "unrecovered_loss_ratio", "unrecovered_loss_ratio", Kind::Gauge, Unit::Ratio, 1, Side::Publisher, Aggregate::Max,
   "Estimate of the share of packets that were lost for good over 30 s that ended one latency ago (from MediaMTX v1.20.1 on).", "Lost for good (estimate)", "Endgültig verloren (geschätzt)"},
  {"", "belated_ratio", "belated_ratio", Kind::Gauge, Unit::Ratio, 1, Side::Publisher, Aggregate::Max,
   "Share of packets of the last 10 s that arrived too late to be played (from MediaMTX v1.20.1 on).", "Too late", "Zu spät"},
  {"", "undecrypted_ratio", "undecrypted_ratio", Kind::Gauge, Unit::Ratio, 1, Side::Publisher, Aggregate::Max,
   "Share of packets of the last 10 s that could not be decrypted.", "Not decrypted", "Nicht entschlüsselt"},
  {"", "dropped_ratio", "", Kind::Gauge, Unit::Ratio, 1, Side::Publisher, Aggregate::Max,
   "Share of packets of the last 10 s discarded on arrival: second copies on a healthy link, not a loss.", "Discarded on arrival", "Bei Ankunft verworfen"},
  {"", "dropped_ratio", "dropped_ratio", Kind::Gauge, Unit::Ratio, 1, Side::Reader, Aggregate::Max,
   "Share of packets of the last 10 s given up as too late: lost for the reader.", "Given up", "Aufgegeben"},
  {"", "receive_buffer_max_seconds", "receive_buffer_max_seconds", Kind::Gauge, Unit::Seconds, 1, Side::Publisher, Aggregate::Max,
   "Most playing time in the receive buffer in the last 10 s.", "Receive buffer", "Empfangspuffer"},
  {"", "send_buffer_max_seconds", "send_buffer_max_seconds", Kind::Gauge, Unit::Seconds, 1, Side::Reader, Aggregate::Max,
   "Most playing time in the send buffer in the last 10 s, the worst reader.", "Send buffer", "Sendepuffer"},
});
// clang-format on

// Constants of every release: not implemented (0), unlimited (-1) or the configured value.
inline constexpr std::string_view kSrtLeftOut[] = {"bytesAvailSendBuf",
                                                   "bytesAvailReceiveBuf",
                                                   "mbpsMaxBW",
                                                   "byteMSS",
                                                   "packetsFlowWindow",
                                                   "packetsReorderTolerance",
                                                   "packetsReceivedAvgBelatedTime"};

inline constexpr Resource kSrt = {.name = "srt",
                                  .publish_prefix = "mediamtx_srt_publish_",
                                  .read_prefix = "mediamtx_srt_read_",
                                  .fields = kSrtFields,
                                  .texts = {},
                                  .left_out = kSrtLeftOut,
                                  .inbound_native = "bytesReceived",
                                  .outbound_native = "bytesSent"};

// The row of a native name; a misspelt one does not compile.
consteval std::size_t srt_field(std::string_view native) {
  if (kSrt.row(native) == kSrt.fields.size()) throw "no such SRT field";
  return kSrt.row(native);
}
// The row of one of our own keys, as it is for that side.
consteval std::size_t srt_key(std::string_view key, Side side = Side::Both) {
  if (kSrt.row_of_key(key, side) == kSrt.fields.size()) throw "no such SRT key";
  return kSrt.row_of_key(key, side);
}

}  // namespace mtxmon
