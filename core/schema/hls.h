// Rows of /v3/hlssessions/list (since v1.18) and /v3/hlsmuxers/list. A muxer makes the segments of
// one stream, a session is one viewer of them.
#pragma once

#include <array>

#include "core/schema/field.h"

namespace mtxmon {

// clang-format off
inline constexpr auto kHlsFields = std::to_array<Field>({
  {"outboundBytes", "bytes_sent_total", "bytes_sent_total", Kind::Counter, Unit::Bytes, 1, Side::Reader, Aggregate::Sum,
   "Bytes of HTTP bodies sent to viewers.",
   "Bytes der HTTP-Antworten an Zuschauer, ohne Köpfe.", "Sent", "Gesendet"},
});

inline constexpr auto kHlsMuxerFields = std::to_array<Field>({
  {"outboundBytes", "bytes_sent_total", "bytes_sent_total", Kind::Counter, Unit::Bytes, 1, Side::Reader, Aggregate::Sum,
   "Bytes of HTTP bodies sent by the HLS muxer of a stream, all viewers together.",
   "Bytes der HTTP-Antworten des HLS-Muxers eines Streams, alle Zuschauer zusammen.", "Sent by HLS", "Per HLS gesendet", "bytesSent"},
  {"outboundFramesDiscarded", "frames_discarded_total", "frames_discarded_total", Kind::Counter, Unit::Count, 1, Side::Reader, Aggregate::Sum,
   "Frames that the HLS muxer of a stream skipped because it was too slow.",
   "Bilder, die der HLS-Muxer eines Streams übersprang, weil er zu langsam war.", "Frames skipped", "Übersprungene Bilder"},
});
// clang-format on

inline constexpr Resource kHls = {.name = "hls",
                                  .publish_prefix = "mediamtx_hls_publish_",
                                  .read_prefix = "mediamtx_hls_read_",
                                  .fields = kHlsFields,
                                  .texts = {},
                                  .left_out = {},
                                  .inbound_native = "",
                                  .outbound_native = "outboundBytes"};

inline constexpr Resource kHlsMuxer = {.name = "hls_muxer",
                                       .publish_prefix = "mediamtx_hls_muxer_publish_",
                                       .read_prefix = "mediamtx_hls_muxer_",
                                       .fields = kHlsMuxerFields,
                                       .texts = {},
                                       .left_out = {},
                                       .inbound_native = "",
                                       .outbound_native = "outboundBytes"};

}  // namespace mtxmon
