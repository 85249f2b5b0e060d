// Api: what the REST side of the dashboard answers from memory. Each handler is a function of the
// request and the newest state.
//
// Thread-safe: called by web workers, many at once.
#pragma once

#include <utility>

#include "core/base/clock.h"
#include "core/web/http_types.h"
#include "dashboard/newest_state.h"

namespace mtxmon {

class Api {
 public:
  Api(NewestState newest, const Clock& clock) : newest_(std::move(newest)), clock_(clock) {}

  [[nodiscard]] Response nodes() const;
  [[nodiscard]] Response streams() const;
  [[nodiscard]] Response stream(const Request& request) const;  // /api/v1/streams/{node}/{path…}
  [[nodiscard]] Response hosts() const;
  [[nodiscard]] Response ready() const;

 private:
  [[nodiscard]] double age_seconds(WallTime time) const;

  const NewestState newest_;
  const Clock& clock_;
};

}  // namespace mtxmon
