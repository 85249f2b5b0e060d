// The query string of GET /api/v1/history, checked. Pure.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/web/http_types.h"
#include "dashboard/history_view.h"

namespace mtxmon {

struct HistoryRequest {
  std::string node, path;  // of a stream …
  std::string host;        // … or of a host
  HistoryQuery query;
};

// An error names the parameter and what it may be.
[[nodiscard]] Result<HistoryRequest> parse_history_request(const Request& request, WallTime now);

}  // namespace mtxmon
