// Rows of /v3/moqsessions/list (since v1.19).
#pragma once

#include <array>

#include "core/schema/field.h"

namespace mtxmon {

// clang-format off
inline constexpr auto kMoqFields = std::to_array<Field>({
  {"inboundBytes", "bytes_received_total", "bytes_received_total", Kind::Counter, Unit::Bytes, 1, Side::Publisher, Aggregate::Sum,
   "Bytes of object payloads received.",
   "Empfangene Nutzdaten der Objekte.", "Received", "Empfangen"},
  {"outboundBytes", "bytes_sent_total", "bytes_sent_total", Kind::Counter, Unit::Bytes, 1, Side::Reader, Aggregate::Sum,
   "Bytes of object payloads sent to readers.",
   "An Leser gesendete Nutzdaten der Objekte.", "Sent", "Gesendet"},
});
// clang-format on

inline constexpr TextField kMoqTexts[] = {{"version", "version"}, {"transport", "transport"}};

inline constexpr Resource kMoq = {.name = "moq",
                                  .publish_prefix = "mediamtx_moq_publish_",
                                  .read_prefix = "mediamtx_moq_read_",
                                  .fields = kMoqFields,
                                  .texts = kMoqTexts,
                                  .left_out = {},
                                  .inbound_native = "inboundBytes",
                                  .outbound_native = "outboundBytes"};

}  // namespace mtxmon
