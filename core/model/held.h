// Held: what was known of a node before its server could not be asked any more. It is not shown,
// because nobody knows; but it did not end either, so whoever goes on from this snapshot (the
// exporter after a restart, a standby) needs it. Plain data; empty while the server answers.
#pragma once

#include <string>
#include <vector>

#include "core/model/problem.h"

namespace mtxmon {

// A stream that is shown as `unknown`.
struct HeldStream {
  std::string name;
  StreamState state = StreamState::Unknown;
  WallTime since;
  std::vector<Reason> reasons;
};

struct Held {
  std::vector<HeldStream> streams;
  std::vector<Problem> problems;  // those that the snapshot does not show

  [[nodiscard]] bool empty() const { return streams.empty() && problems.empty(); }
};

}  // namespace mtxmon
