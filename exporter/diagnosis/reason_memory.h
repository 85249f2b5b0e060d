// ReasonMemory: the reasons of one stream or connection from poll to poll: since when each is true,
// and that it was true a moment ago. Pure state.
//
// Falls fast, rises slowly: a reason is shown in the poll that finds it, keeps its severity for
// kHold after it was last found, and is then shown as recent (`ended`) until recover_after has
// passed. A reason that is the state itself ends with the state.
#pragma once

#include <chrono>
#include <vector>

#include "core/base/clock.h"
#include "core/model/reason.h"

namespace mtxmon {

class ReasonMemory {
 public:
  static constexpr std::chrono::seconds kHold{10};

  // What another exporter, or an earlier life of this one, had found.
  void restore(std::vector<Reason> reasons, SteadyTime at);

  // Takes what this poll found. A reason that brings its own `since` keeps the older one.
  void update(std::vector<Reason> found, SteadyTime at, WallTime wall,
              std::chrono::milliseconds recover_after);
  // Worst first, the recent ones last.
  [[nodiscard]] std::vector<Reason> shown() const;
  [[nodiscard]] bool empty() const { return known_.empty(); }

 private:
  struct Known {
    Reason reason;
    SteadyTime found_at;     // the last time
    SteadyTime severity_at;  // the last time as bad as it is shown
    WallTime found_wall;
  };
  std::vector<Known> known_;
};

}  // namespace mtxmon
