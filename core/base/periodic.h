// Periodic: one thread that calls a function at a fixed rate without drift.
//
// The owner starts and stops it, and by destroying it stops and joins the thread (the running call
// ends first; pass the stop_token on to anything in it that waits). The first call comes at once.
// When a call takes longer than the interval, the ticks it covered are skipped and counted, never
// caught up and never overlapped. An exception that leaves the function is a bug: it is logged and
// the next tick runs all the same.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace mtxmon {

class Periodic {
 public:
  using Work = std::function<void(std::stop_token)>;

  Periodic(std::string name, std::chrono::milliseconds interval, Work work);

  void start();  // once
  // Asks the thread to end without waiting for it; stop() and the destructor still join.
  void request_stop() { thread_.request_stop(); }
  void stop();

  // Ticks skipped because a call took too long. Any thread.
  [[nodiscard]] std::uint64_t missed_ticks() const {
    return missed_ticks_.load(std::memory_order_relaxed);
  }

 private:
  void run(const std::stop_token& stop);

  const std::string name_;
  const std::chrono::milliseconds interval_;
  const Work work_;
  std::atomic<std::uint64_t> missed_ticks_{0};
  std::jthread thread_;  // last: it uses everything above
};

}  // namespace mtxmon
