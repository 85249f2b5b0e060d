// Percent-encoding of names in URLs and keys. Pure.
#pragma once

#include <string>
#include <string_view>

namespace mtxmon {

// Every byte outside A-Z a-z 0-9 . _ ~ / - as %XX with upper-case digits: the segments of a path
// stay segments, and nothing in them means anything in a URL.
[[nodiscard]] std::string percent_encoded(std::string_view name);

}  // namespace mtxmon
