#include "exporter/diagnosis/connection_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/schema/schema.h"
#include "exporter/diagnosis/srt_health.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr WatchedFor kLong = seconds(60);

Connection connection(const Resource& resource, Role role,
                      const std::vector<std::pair<std::string_view, double>>& figures) {
  Connection made;
  made.role = role;
  made.resource = &resource;
  made.values.resize(resource.fields.size());
  made.texts.resize(resource.texts.size());
  const Side side = role == Role::Publisher ? Side::Publisher : Side::Reader;
  for (const auto& [key, value] : figures) made.values.at(resource.row_of_key(key, side)) = value;
  return made;
}
Connection srt_publisher(const std::vector<std::pair<std::string_view, double>>& figures) {
  return connection(kSrt, Role::Publisher, figures);
}

class ConnectionHealthTest : public testing::Test {
 protected:
  std::vector<Reason> publisher(const Connection& connection, WatchedFor watched = kLong) {
    return grade_publisher(connection, rules_, watched);
  }
  std::vector<Reason> reader(const Connection& connection, std::uint64_t discarded = 0,
                             WatchedFor watched = kLong) {
    return grade_reader(connection, rules_, watched, discarded);
  }
  static Connection low_latency(double lost) {
    return srt_publisher({{"rtt_mean_seconds", 0.0625},
                          {"latency_seconds", 0.12},
                          {"link_loss_ratio", 0.02},
                          {"link_loss_60s_ratio", 0.02},
                          {"unrecovered_loss_ratio", lost}});
  }

  HealthRules rules_;
};

TEST_F(ConnectionHealthTest, LossThatIsRepairedGivesNoWarning) {
  EXPECT_THAT(publisher(srt_publisher({{"rtt_mean_seconds", 0.04},
                                       {"latency_seconds", 0.2},
                                       {"link_loss_ratio", 0.02},
                                       {"link_loss_60s_ratio", 0.02},
                                       {"unrecovered_loss_ratio", 0},
                                       {"belated_ratio", 0}})),
              IsEmpty());
}

TEST_F(ConnectionHealthTest, LowLatencyIsOnlyAFactAsLongAsNothingIsLost) {
  const auto reasons = publisher(low_latency(0));
  ASSERT_THAT(reasons, SizeIs(1));
  EXPECT_EQ(reasons[0].code, ReasonCode::SrtLatencyLow);
  EXPECT_EQ(reasons[0].severity, Severity::Info);
  EXPECT_EQ(reasons[0].text,
            "RTT 62 ms, latency 120 ms = 1.9×; 4 round trips are advised at 2.0 % loss on the way. "
            "Nothing is lost by it so far.");
}

TEST_F(ConnectionHealthTest, LowLatencyWithLossForGoodIsAWarningAndWithMuchOfItCritical) {
  const auto warning = publisher(low_latency(0.004));
  ASSERT_THAT(warning, SizeIs(1));
  EXPECT_EQ(warning[0].code, ReasonCode::SrtLatencyLow);
  EXPECT_EQ(warning[0].severity, Severity::Warning);
  EXPECT_EQ(warning[0].text, "RTT 62 ms, latency 120 ms = 1.9×, 0.4 % lost for good.");
  EXPECT_EQ(publisher(low_latency(0.02)).at(0).severity, Severity::Critical);
}

TEST_F(ConnectionHealthTest, TheRemedyNamesTheLatencyInBothUnits) {
  const std::string remedy = publisher(low_latency(0.004)).at(0).remedy;
  EXPECT_THAT(remedy, HasSubstr("Set 250 ms at the encoder"));
  EXPECT_THAT(remedy, HasSubstr("ffmpeg and OBS URLs that is latency=250000,"));
  EXPECT_THAT(remedy, HasSubstr("a source URL of MediaMTX latency=250."));
}

TEST_F(ConnectionHealthTest, AReaderIsToldToSetItAtThePlayer) {
  const auto reasons = reader(connection(kSrt, Role::Reader,
                                         {{"rtt_mean_seconds", 0.0625},
                                          {"latency_seconds", 0.12},
                                          {"link_loss_60s_ratio", 0.02},
                                          {"dropped_ratio", 0.001}}));
  ASSERT_THAT(reasons, SizeIs(1));
  EXPECT_EQ(reasons[0].code, ReasonCode::SrtLatencyLow);
  EXPECT_EQ(reasons[0].severity, Severity::Critical);
  EXPECT_THAT(reasons[0].remedy, HasSubstr("Set 250 ms at the player"));
}

TEST_F(ConnectionHealthTest, AboveTenPercentLatencyAloneIsNotPromisedToDo) {
  auto bad = low_latency(0.02);
  EXPECT_THAT(publisher(bad).at(0).remedy, Not(HasSubstr("latency alone")));
  bad.values[srt_key("link_loss_60s_ratio")] = 0.12;
  EXPECT_THAT(publisher(bad).at(0).remedy,
              HasSubstr("At 12 % loss on the way latency alone will not do"));
}

TEST(NeededRoundTrips, GrowWithTheLoss) {
  EXPECT_EQ(needed_round_trips(0), 3);
  EXPECT_EQ(needed_round_trips(0.01), 3);
  EXPECT_EQ(needed_round_trips(0.02), 4);
  EXPECT_EQ(needed_round_trips(0.03), 4);
  EXPECT_EQ(needed_round_trips(0.05), 5);
  EXPECT_EQ(needed_round_trips(0.07), 5);
  EXPECT_EQ(needed_round_trips(0.08), 6);
  EXPECT_EQ(needed_round_trips(1), 6);
}

TEST(RecommendedLatency, IsThatManyRoundTripsRoundedUpToTenMilliseconds) {
  EXPECT_DOUBLE_EQ(recommended_latency_seconds(0.1, 0.005), 0.3);
  EXPECT_DOUBLE_EQ(recommended_latency_seconds(0.1, 0.02), 0.4);
  EXPECT_DOUBLE_EQ(recommended_latency_seconds(0.1, 0.05), 0.5);
  EXPECT_DOUBLE_EQ(recommended_latency_seconds(0.1, 0.2), 0.6);
  EXPECT_DOUBLE_EQ(recommended_latency_seconds(0.051, 0.02), 0.21);
}

TEST(RecommendedLatency, IsNeverLessThanTheMinimumOfTheGuide) {
  EXPECT_DOUBLE_EQ(recommended_latency_seconds(0.001, 0), 0.06);
  EXPECT_DOUBLE_EQ(recommended_latency_seconds(0.001, 0.02), 0.08);
  EXPECT_DOUBLE_EQ(recommended_latency_seconds(0.001, 0.05), 0.1);
  EXPECT_DOUBLE_EQ(recommended_latency_seconds(0.001, 0.2), 0.12);
}

TEST_F(ConnectionHealthTest, LossForGoodAtEnoughLatencyIsTheLinksFault) {
  const auto reasons = publisher(srt_publisher({{"rtt_mean_seconds", 0.02},
                                                {"latency_seconds", 0.2},
                                                {"link_loss_ratio", 0.02},
                                                {"unrecovered_loss_ratio", 0.005}}));
  ASSERT_THAT(reasons, SizeIs(1));
  EXPECT_EQ(reasons[0].code, ReasonCode::SrtLossUnrecovered);
  EXPECT_EQ(reasons[0].severity, Severity::Warning);
  EXPECT_EQ(reasons[0].text,
            "0.5 % of the packets are lost for good (estimate), although the latency suffices: RTT "
            "20 ms, latency 200 ms = 10.0×.");
}

TEST_F(ConnectionHealthTest, PacketsThatComeTooLateAreAWarning) {
  const auto reasons = publisher(srt_publisher(
      {{"rtt_mean_seconds", 0.02}, {"latency_seconds", 0.2}, {"belated_ratio", 0.002}}));
  ASSERT_THAT(reasons, SizeIs(1));
  EXPECT_EQ(reasons[0].code, ReasonCode::SrtBelated);
  EXPECT_EQ(reasons[0].severity, Severity::Warning);
}

TEST_F(ConnectionHealthTest, ALatencyAboveTenSecondsIsAMistakenUnitAndNothingElseIsSaid) {
  const auto reasons = publisher(srt_publisher({{"rtt_mean_seconds", 0.04},
                                                {"latency_seconds", 54.464},
                                                {"link_loss_ratio", 0.5},
                                                {"unrecovered_loss_ratio", 0.5}}));
  ASSERT_THAT(reasons, SizeIs(1));
  EXPECT_EQ(reasons[0].code, ReasonCode::SrtLatencyUnit);
  EXPECT_EQ(reasons[0].severity, Severity::Warning);
  EXPECT_THAT(reasons[0].text, HasSubstr("54.5 s"));
}

TEST_F(ConnectionHealthTest, TenSecondsOfLatencyAreNoMistake) {
  EXPECT_THAT(publisher(srt_publisher({{"rtt_mean_seconds", 0.04}, {"latency_seconds", 10.0}})),
              IsEmpty());
}

TEST_F(ConnectionHealthTest, ABadLinkWithANearlyGoodStreamSaysBoth) {
  const auto reasons = publisher(srt_publisher({{"rtt_mean_seconds", 0.02},
                                                {"latency_seconds", 1},
                                                {"link_loss_ratio", 0.25},
                                                {"link_loss_60s_ratio", 0.25},
                                                {"unrecovered_loss_ratio", 0.0005}}));
  ASSERT_THAT(reasons, SizeIs(1));
  EXPECT_EQ(reasons[0].code, ReasonCode::SrtLinkLoss);
  EXPECT_EQ(reasons[0].severity, Severity::Warning);
  EXPECT_EQ(reasons[0].text,
            "Bad link: 25 % of the packets are lost on the way. The stream is nearly good: 0.05 % "
            "lost for good.");
}

TEST_F(ConnectionHealthTest, ABadLinkWithABadStreamDoesNotCallItNearlyGood) {
  const auto reasons = publisher(srt_publisher({{"rtt_mean_seconds", 0.02},
                                                {"latency_seconds", 1},
                                                {"link_loss_ratio", 0.25},
                                                {"unrecovered_loss_ratio", 0.03}}));
  ASSERT_THAT(reasons, SizeIs(2));
  EXPECT_EQ(reasons[0].code, ReasonCode::SrtLossUnrecovered);
  EXPECT_EQ(reasons[0].severity, Severity::Critical);
  EXPECT_THAT(reasons[1].text, HasSubstr("3.0 % are lost for good."));
}

TEST_F(ConnectionHealthTest, PacketsThatCannotBeDecryptedAreCriticalFromTheFirstPollOn) {
  const auto encrypted = srt_publisher({{"undecrypted_ratio", 0.5}});
  const auto reasons = publisher(encrypted, seconds(0));
  ASSERT_THAT(reasons, SizeIs(1));
  EXPECT_EQ(reasons[0].code, ReasonCode::SrtUndecrypted);
  EXPECT_EQ(reasons[0].severity, Severity::Critical);
  EXPECT_THAT(reasons[0].text, HasSubstr("50 %"));
  EXPECT_THAT(publisher(srt_publisher({{"undecrypted_ratio", 0}})), IsEmpty());
}

TEST_F(ConnectionHealthTest, LossOfRtpIsAWarningAndWithMuchOfItCritical) {
  for (const Resource* resource : {&kRtsp, &kWebrtc}) {
    const auto with = [&](double loss) {
      return publisher(connection(*resource, Role::Publisher, {{"rtp_loss_ratio", loss}}));
    };
    EXPECT_THAT(with(0.009), IsEmpty());
    ASSERT_THAT(with(0.02), SizeIs(1));
    EXPECT_EQ(with(0.02)[0].code, ReasonCode::RtpLoss);
    EXPECT_EQ(with(0.02)[0].severity, Severity::Warning);
    EXPECT_EQ(with(0.06).at(0).severity, Severity::Critical);
  }
}

TEST_F(ConnectionHealthTest, OverTcpNoRtpIsLost) {
  auto rtsp = connection(kRtsp, Role::Publisher, {{"rtp_loss_ratio", 0.9}});
  rtsp.texts.at(0) = "TCP";
  EXPECT_THAT(publisher(rtsp), IsEmpty());
  rtsp.texts.at(0) = "UDP";
  EXPECT_THAT(publisher(rtsp), SizeIs(1));
}

TEST_F(ConnectionHealthTest, NothingIsGradedBeforeTheWindowHasLeftTheFirstSeconds) {
  const auto rtsp = connection(kRtsp, Role::Publisher, {{"rtp_loss_ratio", 0.9}});
  const auto slow = connection(kSrt, Role::Reader, {{"dropped_ratio", 0.5}});
  rules_.settle_after = seconds(7);
  const Milliseconds before(16'999);
  EXPECT_THAT(publisher(low_latency(0.5), before), IsEmpty());
  EXPECT_THAT(publisher(rtsp, before), IsEmpty());
  EXPECT_THAT(reader(slow, 100, before), IsEmpty());
  EXPECT_THAT(publisher(low_latency(0.5), seconds(17)), SizeIs(1));
  EXPECT_THAT(publisher(rtsp, seconds(17)), SizeIs(1));
  EXPECT_THAT(reader(slow, 100, seconds(17)), Not(IsEmpty()));
}

TEST_F(ConnectionHealthTest, WhatAReaderMissesIsCriticalWhenItIsGivenUpForIt) {
  const auto reasons = reader(
      connection(kSrt, Role::Reader,
                 {{"rtt_mean_seconds", 0.02}, {"latency_seconds", 0.2}, {"dropped_ratio", 0.01}}));
  ASSERT_THAT(reasons, SizeIs(1));
  EXPECT_EQ(reasons[0].code, ReasonCode::ReaderLoss);
  EXPECT_EQ(reasons[0].severity, Severity::Critical);
}

TEST_F(ConnectionHealthTest, WhatAReaderReportsAsLostIsAWarning) {
  const auto with = [&](double loss) {
    return reader(connection(kRtsp, Role::Reader, {{"reported_loss_ratio", loss}}));
  };
  EXPECT_THAT(with(0.009), IsEmpty());
  ASSERT_THAT(with(0.02), SizeIs(1));
  EXPECT_EQ(with(0.02)[0].code, ReasonCode::ReaderLoss);
  EXPECT_EQ(with(0.02)[0].severity, Severity::Warning);
}

TEST_F(ConnectionHealthTest, AReaderForWhomTheServerSkipsIsTooSlow) {
  const auto webrtc = connection(kWebrtc, Role::Reader, {});
  EXPECT_THAT(reader(webrtc, 0), IsEmpty());
  ASSERT_THAT(reader(webrtc, 12), SizeIs(1));
  EXPECT_EQ(reader(webrtc, 12)[0].code, ReasonCode::ReaderSlow);
  EXPECT_THAT(reader(webrtc, 12)[0].text, HasSubstr("skipped 12 packets or frames"));
}

TEST_F(ConnectionHealthTest, AFewSkippedOfManyPacketsAreNotTooSlow) {
  const auto with = [&](double share) {
    return reader(connection(kRtsp, Role::Reader, {{"discarded_ratio", share}}), 12);
  };
  EXPECT_THAT(with(0.001), IsEmpty());
  EXPECT_THAT(with(0.02), SizeIs(1));
}

}  // namespace
}  // namespace mtxmon
