#include "core/base/periodic.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

#include <spdlog/spdlog.h>

namespace mtxmon {

Periodic::Periodic(std::string name, std::chrono::milliseconds interval, Work work)
    : name_(std::move(name)), interval_(interval), work_(std::move(work)) {}

void Periodic::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Periodic::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Periodic::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  auto next = std::chrono::steady_clock::now();
  while (!stop.stop_requested()) {
    try {
      work_(stop);
    } catch (const std::exception& error) {
      spdlog::error("bug: {} threw: {}", name_, error.what());
    } catch (...) {
      spdlog::error("bug: {} threw something that is no std::exception", name_);
    }
    next += interval_;
    const auto now = std::chrono::steady_clock::now();
    if (next <= now) {
      const auto skipped = static_cast<std::uint64_t>((now - next) / interval_ + 1);
      missed_ticks_.fetch_add(skipped, std::memory_order_relaxed);
      next += interval_ * static_cast<std::int64_t>(skipped);
    }
    std::unique_lock lock(mutex);
    wake.wait_until(lock, stop, next, [] { return false; });
  }
}

}  // namespace mtxmon
