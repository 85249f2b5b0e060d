// eventually(): waits for a condition with a deadline, for tests of things that happen on other
// threads or in other processes. The deadline is generous because it is only reached when the test
// fails.
#pragma once

#include <chrono>
#include <thread>

namespace mtxmon {

template <typename Condition>
[[nodiscard]] bool eventually(std::chrono::milliseconds within, Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace mtxmon
