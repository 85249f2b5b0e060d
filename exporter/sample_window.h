// SampleWindow: the counters and gauges of one object over the last minute, by time stamp. Pure.
//
// Counters are kept as sums of growth, so that one that was reset (it fell: what it shows now came
// after the reset) neither goes negative nor jumps. A window is what lies between the newest sample
// and the youngest one that is at least as old as the window is long; a younger object gives what
// there is.
//
// There are thousands of them: a window takes room only for counters and gauges that it has seen.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/clock.h"

namespace mtxmon {

// Growth of a counter between two looks at the same object.
[[nodiscard]] constexpr std::uint64_t counter_delta(std::uint64_t before, std::uint64_t now) {
  return now >= before ? now - before : now;
}

class SampleWindow {
 public:
  static constexpr std::size_t kCounters = 8;
  static constexpr std::size_t kGauges = 2;
  static constexpr std::chrono::seconds kLongest{60};
  using Counters = std::array<std::optional<std::uint64_t>, kCounters>;
  using Gauges = std::array<std::optional<double>, kGauges>;

  struct Growth {
    double amount = 0;
    double seconds = 0;
    std::chrono::milliseconds base_age{0};  // of the window's first sample, since the first of all
  };
  struct Summary {
    double min, mean, p95, max, deviation;
  };

  // A reported figure that may fall without having been reset (losses that a peer reports): a fall
  // is no growth.
  void mark_reported(std::size_t counter) { reported_ = counter; }

  void add(SteadyTime at, const Counters& counters, const Gauges& gauges);
  void clear();

  // Absent until two samples know this counter. `lag`: the window ended so long ago.
  [[nodiscard]] std::optional<Growth> growth(std::size_t counter, std::chrono::milliseconds length,
                                             std::chrono::milliseconds lag = {}) const;
  // growth() × 8 ÷ seconds, of a counter of bytes.
  [[nodiscard]] std::optional<double> bits_per_second(std::size_t counter,
                                                      std::chrono::milliseconds length) const;
  // Over the samples of the window; absent when none knows this gauge.
  [[nodiscard]] std::optional<Summary> summary(std::size_t gauge,
                                               std::chrono::milliseconds length) const;

 private:
  // The youngest sample at least `age` older than the newest one, else the oldest.
  [[nodiscard]] std::size_t index_at(std::chrono::milliseconds age) const;
  void drop(std::size_t count);  // of the oldest samples

  // Oldest first; a column that was never needed is empty.
  std::vector<SteadyTime> times_;
  std::array<std::vector<std::uint64_t>, kCounters> sums_;
  std::array<std::vector<float>, kGauges> gauges_;  // NaN: absent
  Counters last_;
  std::array<SteadyTime, kCounters> known_since_{};
  SteadyTime first_at_;
  std::size_t reported_ = kCounters;
};

// Exponential mean with a half-life: after that time an old value weighs half.
class Smoothed {
 public:
  explicit Smoothed(std::chrono::milliseconds half_life) : half_life_(half_life) {}
  // The first value is taken as it is.
  void add(SteadyTime at, double value);
  void clear() { value_.reset(); }
  [[nodiscard]] std::optional<double> value() const { return value_; }

 private:
  std::chrono::milliseconds half_life_;
  std::optional<double> value_;
  SteadyTime at_;
};

}  // namespace mtxmon
