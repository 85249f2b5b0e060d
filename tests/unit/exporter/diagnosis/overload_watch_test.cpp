#include "exporter/diagnosis/overload_watch.h"

#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

class OverloadWatchTest : public testing::Test {
 protected:
  OverloadWatchTest() {
    host_.host = "venue-a";
    host_.cpu_usage_ratio = 0.97;
  }
  // Of one stream: so many readers, of whom some miss packets.
  void readers(const std::string& stream, int count, int failing,
               ReasonCode code = ReasonCode::ReaderSlow) {
    Audience& audience = audiences_[*names_.insert(names_.end(), stream)];
    for (int i = 0; i < count; ++i) {
      Connection& reader = connections_.emplace_back();
      audience.readers.push_back(&reader);
      if (i >= failing) continue;
      Reason& reason = reader.reasons.emplace_back();
      reason.code = code;
      reason.severity = Severity::Warning;
    }
  }
  void suffer() {
    readers("a", 10, 2);
    readers("b", 10, 2);
    readers("c", 10, 1);
    readers("well", 10, 0);
  }
  void recover() { audiences_.clear(); }
  // A poll; the agent has said something new since the last one.
  void poll(int second) {
    host_.collected_at = kStart + seconds(1000 + second);
    poll_without_news(second);
  }
  void poll_without_news(int second) {
    watch_.update(audiences_, &host_, 0.9, SteadyTime(seconds(second)), kStart + seconds(second));
  }
  [[nodiscard]] std::string text() const {
    return watch_.overload() == nullptr ? "" : watch_.overload()->reason.text;
  }

  HostLoad host_;
  std::deque<std::string> names_;
  std::deque<Connection> connections_;
  std::map<std::string_view, Audience> audiences_;
  OverloadWatch watch_;
};

TEST_F(OverloadWatchTest, ManyReadersOfManyStreamsOnAFullHostAreOneCause) {
  suffer();
  poll(0);
  poll(2);
  EXPECT_EQ(
      text(),
      "The server is overloaded: 5 readers of 3 streams miss packets while the CPU of venue-a "
      "is 97 % busy.");
  EXPECT_EQ(watch_.overload()->reason.severity, Severity::Critical);
  EXPECT_EQ(watch_.overload()->reason.since, kStart + seconds(2));
  EXPECT_THAT(watch_.overload()->streams, ElementsAre("a", "b", "c"));
  EXPECT_TRUE(watch_.overload()->touches("b"));
  EXPECT_FALSE(watch_.overload()->touches("well"));
}

TEST_F(OverloadWatchTest, AThirdOfAllReadersIsEnoughOfOneStream) {
  readers("a", 15, 5);
  poll(0);
  poll(2);
  EXPECT_THAT(text(), HasSubstr("5 readers of 1 stream "));
  recover();
  readers("a", 16, 5);
  poll(30);
  EXPECT_EQ(text(), "");
}

TEST_F(OverloadWatchTest, FewReadersAreNoOverload) {
  readers("a", 2, 2);
  readers("b", 1, 1);
  readers("c", 1, 1);
  poll(0);
  poll(2);
  EXPECT_EQ(text(), "");
}

TEST_F(OverloadWatchTest, SilentReadersAreNoEvidence) {
  readers("a", 5, 5, ReasonCode::ReaderSilent);
  poll(0);
  poll(2);
  EXPECT_EQ(text(), "");
}

TEST_F(OverloadWatchTest, WithoutAnAgentOrOnAHostThatHasRoomNothingIsSaid) {
  suffer();
  watch_.update(audiences_, nullptr, 0.9, SteadyTime(seconds(0)), kStart);
  EXPECT_EQ(text(), "");
  host_.cpu_usage_ratio = 0.89;
  poll(2);
  poll(4);
  EXPECT_EQ(text(), "");
  host_.cpu_usage_ratio.reset();
  poll(6);
  EXPECT_EQ(text(), "");
}

TEST_F(OverloadWatchTest, WhatLayInRedisIsNoNews) {
  suffer();
  poll_without_news(0);
  poll_without_news(2);
  EXPECT_EQ(text(), "");
}

TEST_F(OverloadWatchTest, AnAgentThatFellSilentCountsForTenSeconds) {
  poll(0);
  poll(2);
  suffer();
  poll_without_news(12);
  EXPECT_NE(text(), "");
  poll_without_news(13);
  poll_without_news(23);
  EXPECT_EQ(text(), "");
}

TEST_F(OverloadWatchTest, AnAgentThatSpeaksSeldomMakesNoOneOfMany) {
  suffer();
  for (const int second : {0, 60, 120}) poll(second);
  ASSERT_NE(text(), "");
  for (int second = 122; second < 180; second += 2) {
    poll_without_news(second);
    ASSERT_NE(text(), "") << second;
  }
}

TEST_F(OverloadWatchTest, ItHoldsForTenSecondsWithItsStreams) {
  suffer();
  poll(0);
  poll(2);
  recover();
  poll(11);
  ASSERT_NE(watch_.overload(), nullptr);
  EXPECT_THAT(watch_.overload()->streams, ElementsAre("a", "b", "c"));
  EXPECT_EQ(watch_.overload()->reason.since, kStart + seconds(2));
  poll(12);
  EXPECT_EQ(watch_.overload(), nullptr);
}

TEST_F(OverloadWatchTest, StealIsSaidForWhatItIs) {
  host_.cpu_usage_ratio = 0.6;
  host_.cpu_steal_ratio = 0.25;
  suffer();
  poll(0);
  poll(2);
  EXPECT_THAT(text(), HasSubstr("while other virtual machines take 25 % of the CPU of venue-a."));
}

TEST_F(OverloadWatchTest, AFullNetworkCardIsOneToo) {
  host_.cpu_usage_ratio = 0.2;
  host_.network = NetworkLoad{"eth0", 941e6, 1e9};
  suffer();
  poll(0);
  poll(2);
  EXPECT_THAT(text(),
              HasSubstr("while the network card eth0 of venue-a is 94 % full, 941.0 Mbit/s."));
}

}  // namespace
}  // namespace mtxmon
