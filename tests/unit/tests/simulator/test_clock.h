// TestClock: a clock that stands still until the test moves it. Any thread may read it.
#pragma once

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>

#include "core/base/clock.h"

namespace mtxmon {

class TestClock final : public Clock {
 public:
  [[nodiscard]] SteadyTime steady_now() const override { return SteadyTime(Milliseconds(ms_)); }
  [[nodiscard]] WallTime wall_now() const override { return kOrigin + Milliseconds(ms_); }
  void advance(double seconds) { ms_ += std::llround(seconds * 1e3); }

 private:
  static constexpr WallTime kOrigin{Milliseconds(1'795'000'000'000)};
  std::atomic<std::int64_t> ms_ = 0;
};

}  // namespace mtxmon
