// Pages of records: those of several nodes and kinds in one order, newest first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/store/store.h"
#include "dashboard/records_request.h"

namespace mtxmon {

struct RecordPage {
  std::vector<std::string> records;  // JSON texts
  std::optional<RecordCursor> next;  // there may be more
};

// At most `limit` records that the filter takes, and where they go on. After many records that the
// filter does not take it gives what it has, so that no request keeps Redis busy for long: a page
// with `next` may be short, even empty. An error is the store's.
[[nodiscard]] Result<RecordPage> read_record_page(Store& store, const RecordsRequest& request,
                                                  const std::vector<std::string>& nodes);

}  // namespace mtxmon
