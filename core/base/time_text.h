// Times and durations as text: RFC 3339 (JSON, MediaMTX, REST) and "2s" (flags, configuration).
// Pure functions, callable from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"

namespace mtxmon {

// "2026-11-22T18:00:00.123Z"; always UTC, always three digits.
[[nodiscard]] std::string format_rfc3339(WallTime time);
void append_rfc3339(std::string& out, WallTime time);

// Accepts what MediaMTX and people write: 0 to 9 fraction digits, "Z" or "+02:00". Nothing for
// anything else and for the "not set" of Go programs (year 0001).
[[nodiscard]] std::optional<WallTime> parse_rfc3339(std::string_view text);

// "250ms", "2s", "1.5s", "5m", "24h", "7d". A number without a unit is an error that says so.
[[nodiscard]] Result<Milliseconds> parse_duration(std::string_view text);

// The shortest exact form in one unit: 1500 ms → "1500ms", 2000 ms → "2s", 86400 s → "1d".
[[nodiscard]] std::string format_duration(Milliseconds duration);

}  // namespace mtxmon
