// What the operator says must be there, held against what is.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/stream_settings.h"
#include "core/model/snapshot.h"

namespace mtxmon {

// Of a whole node.
struct Expectations {
  std::vector<std::string> names;
  std::vector<ExpectedPattern> patterns;
};

[[nodiscard]] Reason missing_reason(WallTime since);

// Too few readers, too low a bit rate. Pure.
void add_unmet(const Stream& stream, const StreamSettings& settings, std::vector<Reason>& reasons);

// Patterns of which too few streams are there. Pure state.
class PatternWatch {
 public:
  explicit PatternWatch(std::vector<ExpectedPattern> patterns) : patterns_(std::move(patterns)) {}
  const std::vector<Reason>& update(const Snapshot& snapshot);

 private:
  const std::vector<ExpectedPattern> patterns_;
  std::vector<Reason> too_few_;
  std::map<std::string, WallTime> since_;  // by pattern
};

}  // namespace mtxmon
