// The parameters from= and to= of a request. Pure.
#pragma once

#include <chrono>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/web/http_types.h"

namespace mtxmon {

struct TimeRange {
  WallTime from, to;
};

// Unix seconds or RFC 3339; without to= until `now`, without from= so long as `otherwise`. An error
// names the parameter and what it may be.
[[nodiscard]] Result<TimeRange> parse_time_range(const Request& request, WallTime now,
                                                 std::chrono::milliseconds otherwise);

}  // namespace mtxmon
