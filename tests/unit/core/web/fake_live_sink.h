// FakeLiveSink: a live client whose reading speed a test controls.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/web/live_sink.h"

namespace mtxmon {

// What happened to the client; shared with the test, because the session owns the sink.
// Thread-safe.
class FakeClient {
 public:
  // From now on writes wait, as for a client that does not read, until resume() or fail_with().
  void pause();
  void resume();
  // Lets waiting and future writes fail.
  void fail_with(WriteResult result);

  // Waits until that many texts arrived; false when the test's deadline is over.
  [[nodiscard]] bool wait_for_texts(std::size_t count);
  // Waits until a write is being held back by pause().
  [[nodiscard]] bool wait_until_blocked();
  [[nodiscard]] bool wait_for_hang_up();
  [[nodiscard]] std::vector<std::string> texts() const;
  [[nodiscard]] std::vector<int> close_codes() const;

 private:
  friend class FakeLiveSink;
  template <typename Condition>
  bool wait(Condition condition);
  WriteResult write(const std::string* text, int close_code);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> texts_;
  std::vector<int> close_codes_;
  WriteResult result_ = WriteResult::Sent;
  bool paused_ = false;
  bool blocked_ = false;
  bool hung_up_ = false;
};

class FakeLiveSink final : public LiveSink {
 public:
  explicit FakeLiveSink(std::shared_ptr<FakeClient> client) : client_(std::move(client)) {}
  WriteResult write_text(std::string_view text) override;
  WriteResult write_close(int code) override;
  void hang_up() override;

 private:
  const std::shared_ptr<FakeClient> client_;
};

}  // namespace mtxmon
