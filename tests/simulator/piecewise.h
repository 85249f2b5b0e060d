// A function of straight lines that is only ever extended at its end. It carries what a scene's
// history did to a counter (stopped, caught up, lost packets) so that the counter's value at any
// later time costs no replay. Plain value; not thread-safe while bends are added.
#pragma once

#include <algorithm>
#include <vector>

namespace mtxmon::sim {

class PiecewiseLine {
 public:
  PiecewiseLine() = default;
  PiecewiseLine(double start, double slope) : bends_{{start, 0.0, slope}} {}

  // From `at` on the line has another slope. Bends at or after `at` are forgotten (a plan that was
  // overtaken).
  void bend(double at, double slope) {
    const double reached = value(at);
    while (!bends_.empty() && bends_.back().at >= at) bends_.pop_back();
    bends_.push_back({at, reached, slope});
  }

  [[nodiscard]] double value(double at) const {
    const Bend* bend = find(at);
    return bend == nullptr ? 0.0 : bend->reached + (at - bend->at) * bend->slope;
  }

  [[nodiscard]] double slope(double at) const {
    const Bend* bend = find(at);
    return bend == nullptr ? 0.0 : bend->slope;
  }

 private:
  struct Bend {
    double at;
    double reached;
    double slope;
  };

  // The last bend that is not after `at`; before the first one the function is 0.
  [[nodiscard]] const Bend* find(double at) const {
    const auto after =
        std::upper_bound(bends_.begin(), bends_.end(), at,
                         [](double point, const Bend& bend) { return point < bend.at; });
    return after == bends_.begin() ? nullptr : &*(after - 1);
  }

  std::vector<Bend> bends_;
};

}  // namespace mtxmon::sim
