#include "core/base/link_template.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace mtxmon {
namespace {

std::string without(std::string text, std::string_view word) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at))
    text.erase(at, word.size());
  return text;
}

Error no_link(std::string_view shown, const LinkKind& kind) {
  return Error{
      fmt::format("\"{}\" is not the URL of {}; write {}", shown, kind.what, kind.example)};
}

}  // namespace

Status check_link(std::string_view url, const LinkKind& kind) {
  std::string_view rest = url;
  if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else {
    return no_link(url.find('@') == std::string_view::npos ? url : "(hidden)", kind);
  }
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#\\"));
  if (authority.find('@') != std::string_view::npos) {
    return Error{fmt::format(
        "user and password do not belong in the URL of {}, which everybody sees who opens the "
        "page; remove them",
        kind.what)};
  }
  if (authority.find_first_of("{}") != std::string_view::npos) {
    return Error{fmt::format(
        "\"{}\" lets the name of a stream choose the host; write {{path}} behind it", url)};
  }
  std::string plain(rest);
  for (const std::string_view word : kind.words) plain = without(std::move(plain), word);
  if (plain.find_first_of("{}") != std::string::npos) {
    return Error{fmt::format("\"{}\" has braces that mean nothing; {}", url, kind.words_text)};
  }
  const bool odd = std::ranges::any_of(
      url, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '\x7f'; });
  if (authority.empty() || authority.front() == ':' || odd ||
      url.find_first_of("\"<>\\^`|") != std::string_view::npos) {
    return no_link(url, kind);
  }
  return {};
}

}  // namespace mtxmon
