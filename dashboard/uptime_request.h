// The query string of GET /api/v1/uptime, checked. Pure.
#pragma once

#include "core/base/result.h"
#include "core/web/http_types.h"
#include "dashboard/answer.h"
#include "dashboard/subject.h"
#include "dashboard/time_range.h"

namespace mtxmon {

struct UptimeRequest {
  Subject subject;  // a stream or a node
  TimeRange range;  // the last 24 h unless the request says otherwise; not beyond now
  bool timeline = false;
  AnswerForm form = AnswerForm::Json;
};

// An error names the parameter and what it may be.
[[nodiscard]] Result<UptimeRequest> parse_uptime_request(const Request& request, WallTime now);

}  // namespace mtxmon
