// A report of uptime as the answer of GET /api/v1/uptime. Pure.
#pragma once

#include <span>
#include <string>

#include "dashboard/uptime.h"
#include "dashboard/uptime_request.h"

namespace mtxmon {

// With the spans as "timeline" when the request wants them.
[[nodiscard]] std::string uptime_json(const UptimeRequest& request, const UptimeReport& report,
                                      std::span<const StateSpan> spans);
// A row for the range, one for what nobody knows, one per state and one per outage.
[[nodiscard]] std::string uptime_csv(const UptimeRequest& request, const UptimeReport& report);

}  // namespace mtxmon
