// Clients that do not read, and stopping while they do not.
#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "core/web/client_frame.h"
#include "tests/integration/web/live_server.h"

namespace mtxmon {
namespace {

constexpr std::size_t kFrameBytes =
    1'000'000;  // a few of them fill what the kernel holds for a client
constexpr int kSmallBuffer = 4096;

// A server with one client that never reads and one that reads everything.
class WebLiveStall : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stalled_.open() && fast_.open());
    ASSERT_TRUE(server_.clients_become(2));
  }

  // Publishes the next frame and reads it with the fast client; false when that got anything else.
  bool deliver_next() {
    const auto frame = live_frame(++seq_, kFrameBytes);
    server_->publish(frame);
    return fast_.read_text() == (live_text("", seq_ > 1, seq_, kFrameBytes));
  }
  // Only the stalled client can skip a frame: the fast one has read each before the next comes.
  bool stall() {
    return eventually(kTestDeadline, [&] {
      EXPECT_TRUE(deliver_next()) << seq_;
      return server_->stats().websocket_skipped_total > 0;
    });
  }

  LiveServer server_{2};
  WebSocketClient stalled_ = server_.connect({.receive_buffer_bytes = kSmallBuffer});
  WebSocketClient fast_ = server_.connect();
  std::uint64_t seq_ = 0;
};

TEST_F(WebLiveStall, AClientThatDoesNotReadDelaysNobodyAndIsDropped) {
  ASSERT_TRUE(stall());
  EXPECT_EQ(server_->stats().websocket_clients, 2U) << "it is behind, but still there";
  // The fast client gets every frame in sequence, before and after the moment the other one is
  // dropped.
  ASSERT_TRUE(eventually(kTestDeadline, [&] {
    EXPECT_TRUE(deliver_next()) << seq_;
    return server_->stats().websocket_dropped_total == 1;
  }));
  EXPECT_TRUE(server_.clients_become(1));
  EXPECT_TRUE(deliver_next());
  EXPECT_FALSE(stalled_.read_close().has_value())
      << "a torn frame is followed by the end, never by another frame";
}

TEST_F(WebLiveStall, StopUnderLoadSays1001AndDoesNotWaitForTheStalled) {
  ASSERT_TRUE(stall());
  std::atomic<int> received{0};
  std::optional<int> code;
  std::jthread reader([&] {  // asks for the next frame as soon as it has one
    for (auto frame = std::optional(WebSocketFrame{0x81, ""}); frame; frame = fast_.read()) {
      code = frame->close_code();
      if (code) return;
      ++received;
      server_->publish(live_frame(++seq_, kFrameBytes));
    }
  });
  EXPECT_TRUE(eventually(kTestDeadline, [&] { return received > 3; }));

  const auto begin = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5))
      << "it waited for a whole write limit";
  reader.join();
  EXPECT_EQ(code, close_code::kGoingAway);
  EXPECT_EQ(server_->stats().websocket_clients, 0U);
  EXPECT_FALSE(http_get(server_->port(), "/rest").has_value());
}

}  // namespace
}  // namespace mtxmon
