#include "exporter/derive.h"

#include <cmath>

#include <gtest/gtest.h>

#include "core/schema/schema.h"
#include "tests/support/recorded_scene.h"

namespace mtxmon {
namespace {

constexpr ServerTraits kExact{.srt_loss_is_exact = true};

// One connection, polled every two seconds.
class DeriveTest : public testing::Test {
 protected:
  using Native = std::pair<std::string_view, Number>;
  void poll(const Resource& resource, Role role, const std::vector<Native>& natives,
            const ServerTraits& traits = kExact) {
    values_.assign(resource.fields.size(), Number());
    for (const auto& [native, number] : natives) values_.at(resource.row(native)) = number;
    drop_meaningless(resource, role, traits, std::uint64_t{1}, values_);
    sample(resource, role, SteadyTime(std::chrono::hours(1)) + std::chrono::seconds(2 * polls_++),
           values_, window_);
    derive(resource, role, traits, window_, values_);
  }
  void srt(std::uint64_t unique, std::uint64_t lost, std::uint64_t again, std::uint64_t dropped,
           const ServerTraits& traits = kExact) {
    poll(kSrt, Role::Publisher,
         {{"packetsReceivedUnique", unique},
          {"packetsReceived", unique + dropped},
          {"packetsReceivedLoss", lost},
          {"packetsReceivedRetrans", again},
          {"packetsReceivedDrop", dropped},
          {"packetsReceivedBelated", std::uint64_t{0}},
          {"msReceiveTsbPdDelay", 0.2},
          {"msRTT", 0.05}},
         traits);
  }
  std::optional<double> srt_figure(std::string_view key, Side side = Side::Publisher) {
    return values_.at(kSrt.row_of_key(key, side)).real();
  }

  SampleWindow window_;
  FieldValues values_;
  int polls_ = 0;
};

TEST_F(DeriveTest, RttOverItsWindowAndAgainstTheLatency) {
  for (const double rtt : {0.1, 0.04, 0.06, 0.05}) {
    poll(kSrt, Role::Publisher, {{"msRTT", rtt}, {"msReceiveTsbPdDelay", 0.2}});
  }
  EXPECT_NEAR(*srt_figure("rtt_min_seconds"), 0.04, 1e-6) << "0.1 is the library's start value";
  EXPECT_NEAR(*srt_figure("rtt_max_seconds"), 0.06, 1e-6);
  EXPECT_NEAR(*srt_figure("rtt_mean_seconds"), 0.05, 1e-6);
  EXPECT_DOUBLE_EQ(*srt_figure("rtt_to_latency_ratio"), 0.25);
}

TEST_F(DeriveTest, WhatWasRepairedIsNotLost) {
  for (std::uint64_t i = 0; i <= 20; ++i) srt(i * 100, i * 25, i * 26, i);
  EXPECT_DOUBLE_EQ(*srt_figure("link_loss_ratio"), 0.25);
  EXPECT_DOUBLE_EQ(*srt_figure("unrecovered_loss_ratio"), 0) << "the drops are second copies";
}

TEST_F(DeriveTest, WhatNeverCameAgainIsLostForGood) {
  for (std::uint64_t i = 0; i <= 20; ++i) srt(i * 90, i * 30, i * 20, 0);
  EXPECT_DOUBLE_EQ(*srt_figure("unrecovered_loss_ratio"), 0.1);
}

TEST_F(DeriveTest, NoVerdictBeforeTheConnectionHasSettled) {
  for (std::uint64_t i = 0; i <= 6; ++i) srt(i * 90, i * 30, i * 20, 0);
  EXPECT_FALSE(srt_figure("unrecovered_loss_ratio").has_value());
}

TEST_F(DeriveTest, OlderReleasesCountLossWrongly) {
  for (std::uint64_t i = 0; i <= 20; ++i) srt(i * 90, i * 30, i * 20, 0, ServerTraits{});
  EXPECT_FALSE(srt_figure("unrecovered_loss_ratio").has_value());
  EXPECT_FALSE(srt_figure("belated_ratio").has_value());
  EXPECT_FALSE(srt_figure("packets_received_belated_total").has_value()) << "always 0 there";
  EXPECT_TRUE(srt_figure("link_loss_ratio").has_value());
}

TEST_F(DeriveTest, ABufferShowsItsMaximum) {
  for (const double fill : {0.1, 0.0, 0.15, 0.0})
    poll(kSrt, Role::Publisher, {{"msReceiveBuf", fill}});
  EXPECT_NEAR(*srt_figure("receive_buffer_max_seconds"), 0.15, 1e-6);
}

TEST_F(DeriveTest, AFrozenLossRateIsDropped) {
  FieldValues values(kSrt.fields.size());
  values[srt_field("packetsReceivedLossRate")] = 0.25;
  FieldValues flowing = values;
  drop_meaningless(kSrt, Role::Publisher, kExact, std::uint64_t{0}, values);
  drop_meaningless(kSrt, Role::Publisher, kExact, std::uint64_t{5}, flowing);
  EXPECT_FALSE(values[srt_field("packetsReceivedLossRate")].present());
  EXPECT_TRUE(flowing[srt_field("packetsReceivedLossRate")].present());
}

TEST_F(DeriveTest, RtpLossOfAPublisherAndOfAReader) {
  for (std::uint64_t i = 0; i <= 10; ++i) {
    poll(kRtsp, Role::Publisher,
         {{"inboundRTPPackets", i * 90}, {"inboundRTPPacketsLost", i * 10}});
  }
  EXPECT_DOUBLE_EQ(*values_[kRtsp.row_of_key("rtp_loss_ratio", Side::Publisher)].real(), 0.1);
  window_.clear();
  for (std::uint64_t i = 0; i <= 10; ++i) {
    poll(kRtsp, Role::Reader,
         {{"outboundRTPPackets", i * 100},
          {"outboundRTPPacketsReportedLost", static_cast<double>(i) * 5},
          {"inboundRTPPacketsLost", std::uint64_t{0}},
          {"outboundRTPPacketsDiscarded", i * 25}});
  }
  EXPECT_DOUBLE_EQ(*values_[kRtsp.row_of_key("reported_loss_ratio", Side::Reader)].real(), 0.05);
  EXPECT_DOUBLE_EQ(*values_[kRtsp.row_of_key("discarded_ratio", Side::Reader)].real(), 0.2);
  EXPECT_FALSE(values_[kRtsp.row("inboundRTPPacketsLost")].present())
      << "0 would read as no loss: the server does not know a reader's";
}

TEST(JitterSeconds, OnlyWhereTheClockIsCertain) {
  EXPECT_DOUBLE_EQ(*jitter_seconds(900, {{"H264", {}, {}, {}, {}, "", ""}}), 0.01);
  EXPECT_DOUBLE_EQ(*jitter_seconds(480, {{"Opus", {}, {}, {}, {}, "", ""}}), 0.01);
  EXPECT_DOUBLE_EQ(*jitter_seconds(441, {{"MPEG-4 Audio", {}, {}, 44100, 2, "", ""}}), 0.01);
  EXPECT_FALSE(
      jitter_seconds(900, {{"H264", {}, {}, {}, {}, "", ""}, {"Opus", {}, {}, {}, {}, "", ""}}));
  EXPECT_FALSE(jitter_seconds(900, {{"LPCM", {}, {}, {}, {}, "", ""}}));
  EXPECT_FALSE(jitter_seconds(900, {}));
}

}  // namespace
}  // namespace mtxmon
