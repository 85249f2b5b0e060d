// The path below which a server is reached. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

// "/monitor/", "/monitor" and "monitor" are "/monitor"; "" and "/" are "". Only letters, digits,
// "-", "_", "." and "~", so that nobody has to agree on how a path is escaped.
[[nodiscard]] Result<std::string> parse_route_prefix(std::string_view text);

}  // namespace mtxmon
