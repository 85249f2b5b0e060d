// Patterns of names: "*" is any run of characters, also an empty one and one with slashes, "?" is
// exactly one character. Pure.
#pragma once

#include <string_view>

namespace mtxmon {

[[nodiscard]] bool has_wildcard(std::string_view pattern);

// The whole name must match. A byte that is no UTF-8 counts as one character. The work is at most
// the product of both lengths.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view name);

}  // namespace mtxmon
