// Rows of /v3/srtconns/list. Side and meaning: which half of the socket's statistics carries the
// media. Rates are Mibit/s in MediaMTX (÷ 1024²). Left out here: byte twins of the packet counters
// and figures that are always 0.
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
  {"msReceiveBuf", "receive_buffer_seconds", "receive_buffer_seconds", Kind::Gauge, Unit::Seconds, 1e-3, Side::Publisher, Aggregate::Max,
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
  {"msSendBuf", "send_buffer_seconds", "send_buffer_seconds", Kind::Gauge, Unit::Seconds, 1e-3, Side::Reader, Aggregate::Max,
   "Playing time waiting in the send buffer, the worst reader.", "Send buffer", "Sendepuffer"},
  {"bytesSent", "bytes_sent_total", "bytes_sent_total", Kind::Counter, Unit::Bytes, 1, Side::Reader, Aggregate::Sum,
   "Bytes sent to readers, IP, UDP and SRT headers included.", "Sent", "Gesendet"},
  {"outboundFramesDiscarded", "frames_discarded_total", "frames_discarded_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Frames skipped because a reader was too slow.", "Frames skipped", "Übersprungene Bilder"},
});
// clang-format on

inline constexpr Resource kSrt = {
    "srt", "srtconns", "srtconns/list", "mediamtx_srt_publish_", "mediamtx_srt_read_", kSrtFields};

// The row of a native name; a misspelt one does not compile.
consteval std::size_t srt_field(std::string_view native) {
  for (std::size_t i = 0; i < kSrtFields.size(); ++i) {
    if (kSrtFields[i].native == native) return i;
  }
  throw "no such SRT field";
}

}  // namespace mtxmon
