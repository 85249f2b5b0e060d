// Addresses that the page links to: an http or https URL in which words in braces stand for what
// the link is about. Pure.
#pragma once

#include <span>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

struct LinkKind {
  std::string_view what;     // "a player"
  std::string_view example;  // "https://HOST/{path}"
  std::span<const std::string_view> words;
  std::string_view words_text;  // "only {path}, the name of the stream, is replaced"
};

// Everybody who opens the page sees the link: user and password are refused, and the error does not
// repeat them. No word may choose the host, because publishers choose names.
[[nodiscard]] Status check_link(std::string_view url, const LinkKind& kind);

}  // namespace mtxmon
