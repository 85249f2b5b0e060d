// GET /api/v1/events and /api/v1/sessions: the request, and the answer from what the store holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/store/store.h"
#include "core/web/http_types.h"

namespace mtxmon {

// `member` of the answer: "events". Asks the node that node= names, else all of `nodes`; with
// stream= only that stream's. Newest first, at most limit= (100) of them, of the last 24 h unless
// from= and to= say otherwise.
[[nodiscard]] Response records_answer(Store& store, RecordKind kind, std::string_view member,
                                      const Request& request, std::vector<std::string> nodes,
                                      WallTime now);

}  // namespace mtxmon
