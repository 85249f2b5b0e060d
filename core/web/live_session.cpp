#include "core/web/live_session.h"

#include <exception>
#include <utility>

#include <spdlog/spdlog.h>

#include "core/web/client_frame.h"

namespace mtxmon {

LiveSession::LiveSession(std::unique_ptr<LiveSink> sink, LiveCounters& counters, LiveStart start)
    : sink_(std::move(sink)),
      counters_(counters),
      view_(std::move(start.view)),
      last_seq_(start.since),
      thread_([this] { run(); }) {}

LiveSession::~LiveSession() {
  finish(close_code::kGoingAway);
  join();
}

void LiveSession::offer(std::shared_ptr<const LiveFrame> frame) {
  {
    const std::lock_guard lock(mutex_);
    if (work_.close_code || ended_) return;
    std::swap(work_.frame, frame);
  }
  if (frame) counters_.skipped.fetch_add(1, std::memory_order_relaxed);
  changed_.notify_all();
}

void LiveSession::reply(LiveReply reply, std::shared_ptr<const LiveFrame> newest) {
  {
    const std::lock_guard lock(mutex_);
    if (work_.close_code || ended_) return;
    if (reply.start) {
      work_.confirmation = std::move(reply.text);
      work_.start = std::move(reply.start);
      work_.frame = std::move(newest);
    } else if (!reply.text.empty()) {
      work_.remark = std::move(reply.text);
    }
  }
  changed_.notify_all();
}

void LiveSession::finish(int close_code) {
  {
    const std::lock_guard lock(mutex_);
    if (!work_.close_code) work_.close_code = close_code;
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
    send_all();
  } catch (const std::exception& error) {
    spdlog::error("live feed: encoding a message failed: {}", error.what());
    static_cast<void>(sink_->write_close(close_code::kInternalError));
    sink_->hang_up();
  }
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    work_.frame.reset();
  }
  changed_.notify_all();
}

LiveSession::Work LiveSession::wait_for_work() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] {
    return work_.close_code || work_.frame || work_.start || !work_.remark.empty();
  });
  Work work = std::exchange(work_, {});
  work_.close_code = work.close_code;
  return work;
}

void LiveSession::send_all() {
  for (;;) {
    const Work work = wait_for_work();
    if (work.close_code) {
      // Whoever called finish() ends the connection; whether this last frame arrived changes
      // nothing.
      static_cast<void>(sink_->write_close(*work.close_code));
      return;
    }
    const WriteResult result = send(work);
    if (result != WriteResult::Sent) {
      if (result == WriteResult::Stalled) counters_.dropped.fetch_add(1, std::memory_order_relaxed);
      sink_->hang_up();
      return;
    }
  }
}

WriteResult LiveSession::send(const Work& work) {
  for (const std::string* text : {&work.remark, &work.confirmation}) {
    if (text->empty()) continue;
    if (const auto result = sink_->write_text(*text); result != WriteResult::Sent) return result;
  }
  if (work.start) {
    view_ = work.start->view;
    last_seq_ = work.start->since;
  }
  return work.frame ? send(*work.frame) : WriteResult::Sent;
}

WriteResult LiveSession::send(const LiveFrame& frame) {
  const WriteResult result = sink_->write_text(frame.text(view_, last_seq_));
  if (result != WriteResult::Sent) return result;
  last_seq_ = frame.seq();
  counters_.frames.fetch_add(1, std::memory_order_relaxed);
  return result;
}

}  // namespace mtxmon
