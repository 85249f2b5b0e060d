#include "tests/unit/core/web/fake_live_sink.h"

#include <chrono>

namespace mtxmon {

void FakeClient::pause() {
  const std::lock_guard lock(mutex_);
  paused_ = true;
}

void FakeClient::resume() {
  const std::lock_guard lock(mutex_);
  paused_ = false;
  changed_.notify_all();
}

void FakeClient::fail_with(WriteResult result) {
  const std::lock_guard lock(mutex_);
  result_ = result;
  paused_ = false;
  changed_.notify_all();
}

template <typename Condition>
bool FakeClient::wait(Condition condition) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(20), condition);
}

bool FakeClient::wait_for_texts(std::size_t count) {
  return wait([&] { return texts_.size() >= count; });
}
bool FakeClient::wait_until_blocked() {
  return wait([&] { return blocked_; });
}
bool FakeClient::wait_for_hang_up() {
  return wait([&] { return hung_up_; });
}

std::vector<std::string> FakeClient::texts() const {
  const std::lock_guard lock(mutex_);
  return texts_;
}

std::vector<int> FakeClient::close_codes() const {
  const std::lock_guard lock(mutex_);
  return close_codes_;
}

WriteResult FakeClient::write(const std::string* text, int close_code) {
  std::unique_lock lock(mutex_);
  blocked_ = paused_;
  changed_.notify_all();
  changed_.wait(lock, [&] { return !paused_; });
  blocked_ = false;
  if (result_ != WriteResult::Sent) return result_;
  if (text) {
    texts_.push_back(*text);
  } else {
    close_codes_.push_back(close_code);
  }
  changed_.notify_all();
  return WriteResult::Sent;
}

WriteResult FakeLiveSink::write_text(std::string_view text) {
  const std::string copy(text);
  return client_->write(&copy, 0);
}

WriteResult FakeLiveSink::write_close(int code) { return client_->write(nullptr, code); }

void FakeLiveSink::hang_up() {
  const std::lock_guard lock(client_->mutex_);
  client_->hung_up_ = true;
  client_->changed_.notify_all();
}

}  // namespace mtxmon
