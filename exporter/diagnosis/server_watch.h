// ServerWatch: when the server last came back, after an outage or a restart. Pure state.
#pragma once

#include <optional>

#include "core/model/snapshot.h"
#include "exporter/diagnosis/common_cause.h"

namespace mtxmon {

class ServerWatch {
 public:
  void restore(std::optional<WallTime> started, bool up);
  void update(const Snapshot& snapshot);
  // Of a stream that is not there `since`, and was last there at `there_at` (never: the epoch): the
  // return of the server from which it did not come back.
  [[nodiscard]] std::optional<ServerReturn> lost(WallTime there_at, WallTime since) const;

 private:
  bool is_known_ = false;
  bool up_ = true;
  std::optional<WallTime> started_;
  std::optional<ServerReturn> back_;
};

}  // namespace mtxmon
