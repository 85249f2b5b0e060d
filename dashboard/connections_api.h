// ConnectionsApi: answers GET /api/v1/connections from memory.
//
// Thread-safe: called by web workers, many at once. Every open page asks for the same list after
// each poll, so the last answer is kept, compressed as well, until the state changes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/base/guarded.h"
#include "core/web/http_types.h"
#include "dashboard/newest_state.h"
#include "dashboard/state.h"

namespace mtxmon {

class ConnectionsApi {
 public:
  explicit ConnectionsApi(NewestState newest) : newest_(std::move(newest)) {}

  // fields: see ConnectionFields; all of them when absent.
  [[nodiscard]] Response connections(const Request& request);

 private:
  struct Kept {
    std::string polls;  // of which polls of which nodes it is
    std::optional<std::string> fields;
    std::shared_ptr<const Response> response;
  };

  const NewestState newest_;
  Guarded<Kept> kept_;
};

}  // namespace mtxmon
