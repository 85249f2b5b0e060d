// UTF-8 for text from outside: what is not UTF-8 must not reach JSON or /metrics. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace mtxmon {

inline constexpr std::string_view kUtf8Replacement = "\xEF\xBF\xBD";  // U+FFFD

// The length of the UTF-8 sequence at the start of a text that is not empty, 0 when it is not one
// (RFC 3629, section 4).
[[nodiscard]] std::size_t utf8_length(std::string_view text);

// The longest beginning of `text` of at most `limit` bytes that cuts no sequence in two.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, std::size_t limit);

// The beginning of `text` of at most `count` characters; a byte that is no UTF-8 counts as one.
[[nodiscard]] std::string_view utf8_characters(std::string_view text, std::size_t count);

}  // namespace mtxmon
