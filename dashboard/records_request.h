// The query string of GET /api/v1/events and /api/v1/sessions, checked. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/web/http_types.h"
#include "dashboard/answer.h"
#include "dashboard/record_cursor.h"
#include "dashboard/record_filter.h"
#include "dashboard/time_range.h"

namespace mtxmon {

struct RecordsRequest {
  std::vector<RecordKind> kinds;  // one, or events and those of readers
  std::optional<std::string> node;
  TimeRange range;  // of the last 24 h unless the request says otherwise
  std::size_t limit = 100;
  RecordFilter filter;
  std::optional<RecordCursor> after;
  AnswerForm form = AnswerForm::Json;
};

// `kind` is Events or Sessions; readers=1 asks for the events of readers, readers=all for both. An
// error names the parameter and what it may be.
[[nodiscard]] Result<RecordsRequest> parse_records_request(const Request& request, RecordKind kind,
                                                           WallTime now);

}  // namespace mtxmon
