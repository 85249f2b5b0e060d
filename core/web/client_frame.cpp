#include "core/web/client_frame.h"

#include <cstdint>

namespace mtxmon {
namespace {

constexpr int kFinal = 0x80;
constexpr int kReserved = 0x70;
constexpr int kOpcode = 0x0f;
constexpr int kText = 0x1;
constexpr int kBinary = 0x2;
constexpr int kClose = 0x8;
constexpr std::size_t kMaxControlBytes = 125;

// Length of the well-formed UTF-8 sequence at the start of `text`; 0 when there is none. Overlong
// forms, surrogates and values above U+10FFFF are not well-formed.
std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  const std::uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const std::uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  return length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

int answer_to_close(std::string_view payload) {
  if (payload.empty()) return close_code::kNormal;
  if (payload.size() == 1 || payload.size() > kMaxControlBytes) return close_code::kProtocolError;
  const int code =
      static_cast<std::uint8_t>(payload[0]) * 256 + static_cast<std::uint8_t>(payload[1]);
  const bool defined = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
                       (code >= 3000 && code <= 4999);
  if (!defined) return close_code::kProtocolError;
  return is_utf8(payload.substr(2)) ? code : close_code::kNotUtf8;
}

}  // namespace

std::optional<int> close_code_after(int first_byte, std::string_view payload) {
  const int opcode = first_byte & kOpcode;
  if ((first_byte & kReserved) != 0) return close_code::kProtocolError;
  if (opcode == kClose)
    return (first_byte & kFinal) != 0 ? answer_to_close(payload) : close_code::kProtocolError;
  if (opcode == kBinary) return close_code::kUnsupported;
  if (opcode != kText)
    return close_code::kProtocolError;  // also a continuation: we end at the frame it continues
  if ((first_byte & kFinal) == 0) return close_code::kUnsupported;
  if (payload.size() > kMaxMessageBytes) return close_code::kTooBig;
  if (!is_utf8(payload)) return close_code::kNotUtf8;
  return std::nullopt;
}

}  // namespace mtxmon
