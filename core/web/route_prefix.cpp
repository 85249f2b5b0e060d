#include "core/web/route_prefix.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/log.h"

namespace mtxmon {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

bool is_segment(std::string_view text) {
  return !text.empty() && text != "." && text != ".." && std::ranges::all_of(text, is_plain);
}

}  // namespace

Result<std::string> parse_route_prefix(std::string_view text) {
  const auto refusal = [&] {
    return Error{fmt::format("web.route-prefix: \"{}\" is no plain path like /monitor",
                             printable(text, 64))};
  };
  std::string_view rest = text;
  if (rest.starts_with('/')) rest.remove_prefix(1);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty() && text.size() > 1) return refusal();
  std::string prefix;
  while (!rest.empty()) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    const bool more = segment.size() < rest.size();
    rest.remove_prefix(more ? segment.size() + 1 : segment.size());
    if (!is_segment(segment) || (more && rest.empty())) return refusal();
    prefix.append("/").append(segment);
  }
  return prefix;
}

}  // namespace mtxmon
