// The message on the updates channel that says that Redis refuses to be written. Pure.
#pragma once

#include <string>
#include <string_view>

namespace mtxmon {

// {"type":"error","node":"local","error":"…"}; `field` is "node" or "host". Name and text may hold
// anything.
[[nodiscard]] std::string error_notice(std::string_view field, std::string_view name,
                                       std::string_view error);

}  // namespace mtxmon
