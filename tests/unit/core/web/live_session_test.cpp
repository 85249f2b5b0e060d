#include "core/web/live_session.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/web/client_frame.h"
#include "tests/unit/core/web/fake_live_sink.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::shared_ptr<const LiveFrame> frame(std::uint64_t seq) {
  return std::make_shared<LiveFrame>(seq, "update " + std::to_string(seq),
                                     [seq] { return "snapshot " + std::to_string(seq); });
}

class LiveSessionTest : public testing::Test {
 protected:
  bool ended() {
    return session_.wait_until_ended(std::chrono::steady_clock::now() + std::chrono::seconds(20));
  }

  std::shared_ptr<FakeClient> client_ = std::make_shared<FakeClient>();
  LiveCounters counters_;
  LiveSession session_{std::make_unique<FakeLiveSink>(client_), counters_};
};

TEST_F(LiveSessionTest, SnapshotFirstThenUpdates) {
  session_.offer(frame(7));
  ASSERT_TRUE(client_->wait_for_texts(1));
  session_.offer(frame(8));
  ASSERT_TRUE(client_->wait_for_texts(2));
  EXPECT_THAT(client_->texts(), ElementsAre("snapshot 7", "update 8"));
}

TEST_F(LiveSessionTest, ASlowClientSkipsToTheNewestAndGetsASnapshotAfterTheGap) {
  client_->pause();
  session_.offer(frame(1));
  ASSERT_TRUE(client_->wait_until_blocked());
  session_.offer(frame(2));
  session_.offer(frame(3));
  session_.offer(frame(4));
  client_->resume();
  ASSERT_TRUE(client_->wait_for_texts(2));
  session_.offer(frame(5));
  ASSERT_TRUE(client_->wait_for_texts(3));
  EXPECT_THAT(client_->texts(), ElementsAre("snapshot 1", "snapshot 4", "update 5"));
  EXPECT_EQ(counters_.skipped, 2U);
}

TEST_F(LiveSessionTest, FinishSaysTheFirstCodeAfterTheFrameInFlightAndNothingMore) {
  client_->pause();
  session_.offer(frame(1));
  ASSERT_TRUE(client_->wait_until_blocked());
  session_.offer(frame(2));
  session_.finish(close_code::kTooBig);
  session_.finish(close_code::kGoingAway);
  session_.offer(frame(3));
  client_->resume();
  ASSERT_TRUE(ended());
  EXPECT_THAT(client_->texts(), ElementsAre("snapshot 1"));
  EXPECT_THAT(client_->close_codes(), ElementsAre(close_code::kTooBig));
}

TEST_F(LiveSessionTest, AStalledClientIsDroppedAndNothingIsWrittenAfterATornFrame) {
  client_->fail_with(WriteResult::Stalled);
  session_.offer(frame(1));
  ASSERT_TRUE(client_->wait_for_hang_up());
  client_->fail_with(WriteResult::Sent);
  session_.offer(frame(2));
  session_.finish(close_code::kGoingAway);
  ASSERT_TRUE(ended());
  session_.join();
  EXPECT_THAT(client_->texts(), IsEmpty());
  EXPECT_THAT(client_->close_codes(), IsEmpty());
  EXPECT_EQ(counters_.dropped, 1U);
  EXPECT_EQ(counters_.frames, 0U);
}

TEST_F(LiveSessionTest, AClientThatLeftIsNotCountedAsDropped) {
  client_->fail_with(WriteResult::Gone);
  session_.offer(frame(1));
  ASSERT_TRUE(client_->wait_for_hang_up());
  EXPECT_EQ(counters_.dropped, 0U);
}

TEST_F(LiveSessionTest, AFailedEncodingClosesWithInternalError) {
  session_.offer(std::make_shared<LiveFrame>(
      1, "", []() -> std::string { throw std::runtime_error("broken"); }));
  ASSERT_TRUE(ended());
  EXPECT_THAT(client_->close_codes(), ElementsAre(close_code::kInternalError));
  EXPECT_TRUE(client_->wait_for_hang_up());
}

TEST_F(LiveSessionTest, WaitingForASlowClientEndsAtTheDeadline) {
  client_->pause();
  session_.offer(frame(1));
  ASSERT_TRUE(client_->wait_until_blocked());
  session_.finish(close_code::kGoingAway);
  EXPECT_FALSE(session_.wait_until_ended(std::chrono::steady_clock::now()));
  client_->resume();
  EXPECT_TRUE(ended());
}

}  // namespace
}  // namespace mtxmon
