#include "exporter/diagnosis/life_sign.h"

#include <gtest/gtest.h>

#include "core/schema/schema.h"
#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;

struct ProtocolCase {
  const char* name;
  const Resource* resource;
  std::string_view native;  // empty: what goes out
  std::string transport;
  seconds at_least;
};

void PrintTo(const ProtocolCase& one, std::ostream* out) { *out << one.name; }

class LifeRuleTest : public testing::TestWithParam<ProtocolCase> {};

TEST_P(LifeRuleTest, EachProtocolShowsLifeByItsOwnFigure) {
  const ProtocolCase& one = GetParam();
  Connection reader;
  reader.resource = one.resource;
  reader.values.resize(one.resource->fields.size());
  reader.texts.resize(one.resource->texts.size());
  if (!one.transport.empty()) reader.texts.at(0) = one.transport;
  if (one.native.empty()) {
    reader.outbound_bytes = 77;
  } else {
    reader.outbound_bytes = 1;  // goes on although nobody is there
    reader.values.at(one.resource->row(one.native)) = std::uint64_t{77};
  }
  const auto rule = life_rule(reader);
  ASSERT_TRUE(rule.has_value());
  EXPECT_EQ(rule->figure, 77U);
  EXPECT_EQ(rule->at_least, one.at_least);
  EXPECT_EQ(rule->evidence, 2U);
}

INSTANTIATE_TEST_SUITE_P(
    All, LifeRuleTest,
    testing::Values(ProtocolCase{"Srt", &kSrt, "packetsReceivedACK", "", seconds(3)},
                    ProtocolCase{"Webrtc", &kWebrtc, "inboundRTCPPackets", "", seconds(5)},
                    ProtocolCase{"RtspUdp", &kRtsp, "inboundRTCPPackets", "UDP", seconds(12)},
                    ProtocolCase{"RtspMulticast", &kRtsp, "inboundRTCPPackets", "UDP-multicast",
                                 seconds(12)},
                    ProtocolCase{"RtspTcp", &kRtsp, "", "TCP", seconds(4)},
                    ProtocolCase{"Hls", &kHls, "", "", seconds(8)},
                    ProtocolCase{"Rtmp", &kRtmp, "", "", seconds(4)},
                    ProtocolCase{"Moq", &kMoq, "", "", seconds(4)}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(LifeRule, AConnectionThatIsKnownByIdOnlyShowsNothing) {
  EXPECT_FALSE(life_rule(Connection()).has_value());
}

class LifeSignTest : public testing::Test {
 protected:
  void look(double second, std::optional<std::uint64_t> figure, bool due = true) {
    const PollResult poll = good_poll(second, {});
    life_.update({figure, seconds(3), 2}, due, poll.finished_at, poll.polled_at);
  }
  [[nodiscard]] bool silent() const { return life_.silent_since().has_value(); }
  void lives(int until) {
    for (int second = 0; second <= until; ++second)
      look(second, static_cast<std::uint64_t>(second) + 1);
  }

  LifeSign life_;
};

TEST_F(LifeSignTest, AReaderWhoseFigureStandsStillIsSilentSinceItMovedLast) {
  lives(5);
  look(6, 6);
  look(7, 6);
  EXPECT_FALSE(silent()) << "2 s";
  look(8, 6);
  ASSERT_TRUE(silent());
  EXPECT_EQ(life_.silent_since(), kStart + seconds(5));
}

TEST_F(LifeSignTest, ThereIsNoGuessBeforeTheFigureHasMovedAFewTimes) {
  look(0, 1);
  look(1, 2);
  for (int second = 2; second < 100; ++second) look(second, 2);
  EXPECT_FALSE(silent()) << "it moved once";
  look(100, 3);
  for (int second = 101; second < 1000; ++second) look(second, 3);
  EXPECT_TRUE(silent()) << "it moved twice";
}

TEST_F(LifeSignTest, AReleaseWithoutTheFigureShowsNothing) {
  for (int second = 0; second < 100; ++second) look(second, std::nullopt);
  EXPECT_FALSE(silent());
}

TEST_F(LifeSignTest, PausesOfItsOwnRhythmAreNoSilence) {
  std::uint64_t figure = 1;
  for (int second = 0; second <= 40; ++second) {
    look(second, second % 5 == 0 ? ++figure : figure);
    EXPECT_FALSE(silent()) << second;
  }
  for (int second = 41; second < 52; ++second) look(second, figure);
  EXPECT_FALSE(silent()) << "11 s, three times the usual pause of 4 s are not over";
  look(52, figure);
  EXPECT_TRUE(silent());
}

TEST_F(LifeSignTest, AnOldLongPauseIsForgotten) {
  lives(2);
  for (int second = 3; second < 32; ++second) look(second, 3);
  for (int second = 32; second <= 41; ++second) look(second, static_cast<std::uint64_t>(second));
  for (int second = 42; second <= 44; ++second) look(second, 41);
  EXPECT_TRUE(silent()) << "eight short ones have come since";
}

TEST_F(LifeSignTest, NothingIsCountedWhileNothingIsDue) {
  lives(5);
  for (int second = 6; second < 100; ++second) look(second, 6, false);
  EXPECT_FALSE(silent());
  look(100, 6);
  look(101, 6);
  EXPECT_FALSE(silent()) << "2 s since media is due again";
  look(102, 6);
  EXPECT_TRUE(silent());
}

TEST_F(LifeSignTest, ASilentReaderIsBackWithItsFirstSign) {
  lives(5);
  for (int second = 6; second < 20; ++second) look(second, 6);
  ASSERT_TRUE(silent());
  look(20, 7);
  EXPECT_FALSE(silent());
}

TEST_F(LifeSignTest, ASilentReaderStaysSilentWhenNothingIsDueAnyMore) {
  lives(5);
  for (int second = 6; second < 20; ++second) look(second, 6);
  look(20, 6, false);
  EXPECT_TRUE(silent());
}

}  // namespace
}  // namespace mtxmon
