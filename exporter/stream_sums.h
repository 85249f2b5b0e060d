// StreamSums: per stream and table, counters summed over all connections since the exporter
// started: they never fall, whatever reconnects. Beside them the gauges of those that are there.
// Pure state, owned by ConnectionTracker.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/model/stream.h"

namespace mtxmon {

class StreamSums {
 public:
  // Adds what the counters of a connection grew since `before`. Without one, the connection is new:
  // it counts whole if it began after the last list (`whole`), else it is a baseline.
  void add(const Connection* before, const Connection& now, bool whole);
  void forget_gauges();
  // Adds the gauges of a connection that is there now, each in its table's way.
  void add_gauges(const Connection& connection);

  // Empty when there never was a connection of that stream.
  [[nodiscard]] const std::vector<ResourceTotals>& of(const std::string& path) const;
  [[nodiscard]] std::size_t size() const { return sums_.size(); }
  void forget_if(const std::function<bool(const std::string& path)>& forgotten);

 private:
  std::unordered_map<std::string, std::vector<ResourceTotals>> sums_;  // by path
};

}  // namespace mtxmon
