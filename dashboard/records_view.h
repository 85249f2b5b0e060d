// A page of records as the answer of GET /api/v1/events or /api/v1/sessions. Pure.
#pragma once

#include <string>

#include "core/store/record_query.h"
#include "dashboard/record_pages.h"

namespace mtxmon {

// {"events": […], "next"} or {"sessions": […], "next"}; no `next` when there is no more.
[[nodiscard]] std::string records_json(const RecordPage& page, RecordKind kind);
// One row per record.
[[nodiscard]] std::string records_csv(const RecordPage& page, RecordKind kind);

}  // namespace mtxmon
