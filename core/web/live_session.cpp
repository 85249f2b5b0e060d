#include "core/web/live_session.h"

#include <exception>
#include <utility>

#include <spdlog/spdlog.h>

#include "core/web/client_frame.h"

namespace mtxmon {

LiveSession::LiveSession(std::unique_ptr<LiveSink> sink, LiveCounters& counters)
    : sink_(std::move(sink)), counters_(counters), thread_([this] { run(); }) {}

LiveSession::~LiveSession() {
  finish(close_code::kGoingAway);
  join();
}

void LiveSession::offer(std::shared_ptr<const LiveFrame> frame) {
  {
    const std::lock_guard lock(mutex_);
    if (close_code_ || ended_) return;
    std::swap(slot_, frame);
  }
  if (frame) counters_.skipped.fetch_add(1, std::memory_order_relaxed);
  changed_.notify_all();
}

void LiveSession::finish(int close_code) {
  {
    const std::lock_guard lock(mutex_);
    if (!close_code_) close_code_ = close_code;
  }
  changed_.notify_all();
}

bool LiveSession::wait_until_ended(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, deadline, [this] { return ended_; });
}

void LiveSession::join() {
  if (thread_.joinable()) thread_.join();
}

void LiveSession::run() {
  try {
    send_frames();
  } catch (const std::exception& error) {
    spdlog::error("live feed: encoding a snapshot failed: {}", error.what());
    static_cast<void>(sink_->write_close(close_code::kInternalError));
    sink_->hang_up();
  }
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    slot_.reset();
  }
  changed_.notify_all();
}

void LiveSession::send_frames() {
  for (;;) {
    std::shared_ptr<const LiveFrame> frame;
    std::optional<int> close_code;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return slot_ || close_code_; });
      frame = std::exchange(slot_, nullptr);
      close_code = close_code_;
    }
    if (close_code) {
      // Whoever called finish() ends the connection; whether this last frame arrived changes
      // nothing.
      static_cast<void>(sink_->write_close(*close_code));
      return;
    }
    const WriteResult result = send(*frame);
    if (result != WriteResult::Sent) {
      if (result == WriteResult::Stalled) counters_.dropped.fetch_add(1, std::memory_order_relaxed);
      sink_->hang_up();
      return;
    }
    counters_.frames.fetch_add(1, std::memory_order_relaxed);
  }
}

WriteResult LiveSession::send(const LiveFrame& frame) {
  const bool in_sequence = last_seq_ && frame.seq() == *last_seq_ + 1;
  last_seq_ = frame.seq();
  return sink_->write_text(in_sequence ? frame.update() : frame.snapshot());
}

}  // namespace mtxmon
