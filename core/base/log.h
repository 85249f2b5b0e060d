// Logging of a whole program: spdlog's default logger on stderr, one line per event, "key=value"
// text.
//
// Programs and their threads log through spdlog::info/warn/error directly; pure code in core/
// returns errors and does not log. Text from outside must pass through printable() before it
// reaches a line.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

// Called once by main before any thread starts. `level` is trace, debug, info, warning, error or
// off.
Status setup_logging(std::string_view program, std::string_view level);

// `text` with control characters and bytes that are not ASCII printable escaped as \xNN, cut to
// `limit` bytes: a hostile name can neither forge a log line nor move a terminal's cursor.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 200);

}  // namespace mtxmon
