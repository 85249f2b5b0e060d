// StreamSums: per stream and table, counters summed over all connections since the exporter
// started: they never fall, whatever reconnects. Pure state, owned by ConnectionTracker.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/model/stream.h"

namespace mtxmon {

using TotalsByPath = std::map<std::string, std::vector<ResourceTotals>, std::less<>>;

class StreamSums {
 public:
  // Adds what the counters of a connection grew since `before`. Without one, the connection is new:
  // it counts whole if it began after the last list (`whole`), else it is a baseline.
  void add(const Connection* before, const Connection& now, bool whole);
  [[nodiscard]] const TotalsByPath& counters() const { return sums_; }
  void forget_if(const std::function<bool(const std::string& path)>& forgotten);

 private:
  TotalsByPath sums_;
};

// Adds the gauges of a connection that is there now, each in its table's way.
void add_gauges(TotalsByPath& totals, const Connection& connection);

}  // namespace mtxmon
