#include "core/base/glob.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace mtxmon {
namespace {

std::size_t character_length(std::string_view text) {
  return std::max<std::size_t>(1, utf8_length(text));
}

}  // namespace

bool has_wildcard(std::string_view pattern) {
  return pattern.find_first_of("*?") != std::string_view::npos;
}

bool glob_matches(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t in_name = 0;
  // Where to go on when the rest does not match: the last star takes one more character.
  std::size_t star = std::string_view::npos;
  std::size_t star_end = 0;
  while (in_name < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      star_end = in_name;
    } else if (at < pattern.size() && pattern[at] == '?') {
      ++at;
      in_name += character_length(name.substr(in_name));
    } else if (at < pattern.size() && pattern[at] == name[in_name]) {
      ++at;
      ++in_name;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in_name = star_end += character_length(name.substr(star_end));
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

}  // namespace mtxmon
