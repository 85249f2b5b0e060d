// The query string of GET /api/v1/history, checked. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/web/http_types.h"
#include "dashboard/answer.h"
#include "dashboard/subject.h"
#include "dashboard/time_range.h"

namespace mtxmon {

struct HistoryRequest {
  Subject subject;
  std::vector<std::uint16_t> series;  // numbers of core/history/series.h, each once; empty: all
  TimeRange range;
  std::size_t points = 600;  // at most this many rows
  AnswerForm form = AnswerForm::Json;
};

// An error names the parameter and what it may be.
[[nodiscard]] Result<HistoryRequest> parse_history_request(const Request& request, WallTime now);

}  // namespace mtxmon
