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

// "3-4": what changed between two messages; "whole 4": everything.
std::shared_ptr<const LiveFrame> frame(std::uint64_t seq, std::uint64_t oldest = 1) {
  return std::make_shared<LiveFrame>(seq, oldest, [seq](const std::string& view, auto since) {
    return view + (since ? std::to_string(*since) + "-" : "whole ") + std::to_string(seq);
  });
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
  EXPECT_THAT(client_->texts(), ElementsAre("whole 7", "7-8"));
}

TEST_F(LiveSessionTest, ASlowClientSkipsToTheNewestAndGetsWhatChangedMeanwhile) {
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
  EXPECT_THAT(client_->texts(), ElementsAre("whole 1", "1-4", "4-5"));
  EXPECT_EQ(counters_.skipped, 2U);
}

TEST_F(LiveSessionTest, WhatNobodyRemembersAnyMoreComesWhole) {
  client_->pause();
  session_.offer(frame(1));
  ASSERT_TRUE(client_->wait_until_blocked());
  session_.offer(frame(9, 2));
  client_->resume();
  ASSERT_TRUE(client_->wait_for_texts(2));
  EXPECT_THAT(client_->texts(), ElementsAre("whole 1", "whole 9"));
}

TEST_F(LiveSessionTest, AReplyIsSentBeforeTheNewestFrameInItsView) {
  session_.offer(frame(4));
  ASSERT_TRUE(client_->wait_for_texts(1));
  session_.reply({LiveStart{"part ", 2}, "agreed"}, frame(4));
  ASSERT_TRUE(client_->wait_for_texts(3));
  session_.offer(frame(5));
  ASSERT_TRUE(client_->wait_for_texts(4));
  EXPECT_THAT(client_->texts(), ElementsAre("whole 4", "agreed", "part 2-4", "part 4-5"));
}

TEST_F(LiveSessionTest, ARemarkChangesNothing) {
  session_.offer(frame(1));
  ASSERT_TRUE(client_->wait_for_texts(1));
  session_.reply({{}, "what?"}, frame(1));
  ASSERT_TRUE(client_->wait_for_texts(2));
  session_.offer(frame(2));
  ASSERT_TRUE(client_->wait_for_texts(3));
  EXPECT_THAT(client_->texts(), ElementsAre("whole 1", "what?", "1-2"));
}

TEST_F(LiveSessionTest, ManyRemarksTakeNoMemoryAndNoConfirmationIsLostToThem) {
  client_->pause();
  session_.offer(frame(1));
  ASSERT_TRUE(client_->wait_until_blocked());
  session_.reply({LiveStart{"part ", {}}, "agreed"}, frame(1));
  for (int i = 0; i < 1000; ++i) session_.reply({{}, "what? " + std::to_string(i)}, frame(1));
  client_->resume();
  ASSERT_TRUE(client_->wait_for_texts(4));
  EXPECT_THAT(client_->texts(), ElementsAre("whole 1", "what? 999", "agreed", "part whole 1"));
}

TEST(LiveSession, BeginsWhereTheClientSays) {
  const auto client = std::make_shared<FakeClient>();
  LiveCounters counters;
  LiveSession session(std::make_unique<FakeLiveSink>(client), counters, {"part ", 3});
  session.offer(frame(5));
  ASSERT_TRUE(client->wait_for_texts(1));
  EXPECT_THAT(client->texts(), ElementsAre("part 3-5"));
}

TEST(LiveFrame, KnowsNoMessageOfTheFuture) {
  EXPECT_EQ(frame(5)->text("", 6), "whole 5");
  EXPECT_EQ(frame(5)->text("", 5), "5-5");
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
  EXPECT_THAT(client_->texts(), ElementsAre("whole 1"));
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
      1, 1, [](const std::string&, auto) -> std::string { throw std::runtime_error("broken"); }));
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
