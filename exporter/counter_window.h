// CounterWindow: how much two counters grew over the last seconds, by time stamp, safe against
// resets. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "core/base/clock.h"

namespace mtxmon {

// Growth of a counter between two looks at the same object; a counter that fell was reset, and what
// it shows now came after the reset.
[[nodiscard]] constexpr std::uint64_t counter_delta(std::uint64_t before, std::uint64_t now) {
  return now >= before ? now - before : now;
}

// The share of `lost` in what was sent (`good` are those that arrived at once) within the window.
class LossWindow {
 public:
  explicit LossWindow(std::chrono::milliseconds length) : length_(length) {}

  void add(SteadyTime at, std::uint64_t lost, std::uint64_t good);
  // 0–1; absent until two samples are in or when nothing was sent.
  [[nodiscard]] std::optional<double> ratio() const;

 private:
  struct Step {
    SteadyTime at;
    std::uint64_t lost;
    std::uint64_t good;
  };
  std::chrono::milliseconds length_;
  std::optional<Step> last_;  // totals of the newest sample
  std::deque<Step> steps_;    // growth between samples, oldest first
};

}  // namespace mtxmon
