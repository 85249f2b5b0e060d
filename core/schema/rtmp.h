// Rows of /v3/rtmpconns/list and /v3/rtmpsconns/list (identical items).
#pragma once

#include <array>

#include "core/schema/field.h"

namespace mtxmon {

// clang-format off
inline constexpr auto kRtmpFields = std::to_array<Field>({
  {"inboundBytes", "bytes_received_total", "bytes_received_total", Kind::Counter, Unit::Bytes, 1, Side::Publisher, Aggregate::Sum,
   "Bytes received, RTMP framing included.",
   "Empfangene Bytes samt Rahmen von RTMP.", "Received", "Empfangen", "bytesReceived"},
  {"outboundBytes", "bytes_sent_total", "bytes_sent_total", Kind::Counter, Unit::Bytes, 1, Side::Reader, Aggregate::Sum,
   "Bytes sent to readers, RTMP framing included.",
   "An Leser gesendete Bytes samt Rahmen von RTMP.", "Sent", "Gesendet", "bytesSent"},
  {"outboundFramesDiscarded", "frames_discarded_total", "frames_discarded_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Frames skipped because a reader was too slow.",
   "Bilder, die übersprungen wurden, weil ein Leser zu langsam war.", "Frames skipped", "Übersprungene Bilder"},
});
// clang-format on

inline constexpr Resource kRtmp = {.name = "rtmp",
                                   .publish_prefix = "mediamtx_rtmp_publish_",
                                   .read_prefix = "mediamtx_rtmp_read_",
                                   .fields = kRtmpFields,
                                   .texts = {},
                                   .left_out = {},
                                   .inbound_native = "inboundBytes",
                                   .outbound_native = "outboundBytes"};

}  // namespace mtxmon
