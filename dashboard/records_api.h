// RecordsApi: GET /api/v1/events and /api/v1/sessions, from the records of the store.
//
// Thread-safe: called by web workers, many at once. Each call asks the store a few times.
#pragma once

#include <utility>

#include "core/base/clock.h"
#include "core/store/store.h"
#include "core/web/http_types.h"
#include "dashboard/newest_state.h"

namespace mtxmon {

class RecordsApi {
 public:
  RecordsApi(Store& store, NewestState newest, const Clock& clock)
      : store_(store), newest_(std::move(newest)), clock_(clock) {}

  [[nodiscard]] Response events(const Request& request) const;
  [[nodiscard]] Response sessions(const Request& request) const;

 private:
  [[nodiscard]] Response records(const Request& request, RecordKind kind) const;

  Store& store_;
  const NewestState newest_;
  const Clock& clock_;
};

}  // namespace mtxmon
