// FakeClock: time that stands still until the test moves it. Thread-safe.
#pragma once

#include <atomic>

#include "core/base/clock.h"

namespace mtxmon {

class FakeClock final : public Clock {
 public:
  [[nodiscard]] SteadyTime steady_now() const override {
    return SteadyTime(std::chrono::hours(1)) + Milliseconds(now_ms_);
  }
  [[nodiscard]] WallTime wall_now() const override {
    return WallTime(Milliseconds(1795348800000 + now_ms_));
  }

  void advance(Milliseconds time) { now_ms_ += time.count(); }

 private:
  std::atomic<Milliseconds::rep> now_ms_{0};
};

}  // namespace mtxmon
