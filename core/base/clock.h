// Clock: the two times of this project, behind a seam so that tests own them.
//
// Durations and rates come from steady time only; wall time is for people, Redis and JSON.
// Thread-safe: every member may be called from any thread.
#pragma once

#include <chrono>

namespace mtxmon {

using SteadyTime = std::chrono::steady_clock::time_point;
// Wall time, millisecond resolution: the resolution of Redis stream ids and of our JSON.
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;

inline double to_seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual SteadyTime steady_now() const = 0;
  [[nodiscard]] virtual WallTime wall_now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] SteadyTime steady_now() const override { return std::chrono::steady_clock::now(); }
  [[nodiscard]] WallTime wall_now() const override {
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace mtxmon
