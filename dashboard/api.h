// Api: the REST side of the dashboard. Each handler is a function of the request, the newest state
// and the store.
//
// Thread-safe: called by web workers, many at once. Answers from memory except history and
// records, which ask the store.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/store/store.h"
#include "core/web/http_types.h"
#include "dashboard/state.h"

namespace mtxmon {

class Api {
 public:
  using Newest = std::function<StatePtr()>;

  Api(Store& store, Newest newest, const Clock& clock)
      : store_(store), newest_(std::move(newest)), clock_(clock) {}

  [[nodiscard]] Response nodes() const;
  [[nodiscard]] Response streams() const;
  [[nodiscard]] Response stream(const Request& request) const;  // /api/v1/streams/{node}/{path…}
  [[nodiscard]] Response connections() const;
  [[nodiscard]] Response hosts() const;
  [[nodiscard]] Response history(const Request& request) const;
  [[nodiscard]] Response events(const Request& request) const;
  [[nodiscard]] Response sessions(const Request& request) const;
  [[nodiscard]] Response ready() const;

 private:
  [[nodiscard]] std::vector<std::string> node_names() const;
  [[nodiscard]] double age_seconds(WallTime time) const;

  Store& store_;
  const Newest newest_;
  const Clock& clock_;
};

}  // namespace mtxmon
