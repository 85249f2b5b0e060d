#include "exporter/diagnosis/stream_watches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

SteadyTime at(double second) { return good_poll(second, {}).finished_at; }

class TakeoverWatchTest : public testing::Test {
 protected:
  std::optional<Reason> publishes(double second, const std::string& id,
                                  const std::string& address) {
    watch_.update(id, address, at(second));
    return watch_.reason(rules_);
  }

  HealthRules rules_;
  TakeoverWatch watch_;
};

TEST_F(TakeoverWatchTest, ThreeTakeoversFromTwoAddressesAreAFightAndBothAreNamed) {
  publishes(0, "a", "203.0.113.5:4000");
  publishes(5, "b", "198.51.100.7:4000");
  EXPECT_FALSE(publishes(10, "c", "203.0.113.5:4001").has_value()) << "two takeovers";
  const auto fight = publishes(15, "d", "198.51.100.7:4001");
  ASSERT_TRUE(fight.has_value());
  EXPECT_EQ(fight->code, ReasonCode::PublisherConflict);
  EXPECT_EQ(fight->severity, Severity::Critical);
  EXPECT_EQ(fight->text,
            "Two encoders fight for this path: 3 takeovers in 60 s, 203.0.113.5 and 198.51.100.7.");
}

TEST_F(TakeoverWatchTest, TakeoversFromOneAddressMayBeOneEncoder) {
  for (int i = 0; i < 4; ++i)
    publishes(i * 5, std::string(1, static_cast<char>('a' + i)),
              "203.0.113.5:400" + std::to_string(i));
  const auto fight = watch_.reason(rules_);
  ASSERT_TRUE(fight.has_value());
  EXPECT_THAT(fight->text, HasSubstr("3 takeovers of this path in 60 s, all from 203.0.113.5:"));
}

TEST_F(TakeoverWatchTest, MaskedAddressesAreNotMadeUp) {
  for (const char* id : {"a", "b", "c"}) publishes(0, id, "");
  EXPECT_EQ(publishes(1, "d", "").value_or(Reason()).text,
            "Two encoders fight for this path: 3 takeovers in 60 s.");
}

TEST_F(TakeoverWatchTest, TakeoversThatAreAMinuteAgoDoNotCount) {
  publishes(0, "a", "");
  publishes(1, "b", "");
  publishes(2, "c", "");
  EXPECT_FALSE(publishes(62, "d", "").has_value()) << "the first was 61 s ago";
}

TEST_F(TakeoverWatchTest, AReconnectAfterAPauseIsNoTakeover) {
  for (int i = 0; i < 10; ++i) {
    publishes(i * 2, "id" + std::to_string(i), "");
    publishes(i * 2 + 1, "", "");
  }
  EXPECT_FALSE(watch_.reason(rules_).has_value());
}

TEST_F(TakeoverWatchTest, OneSessionThatStaysIsNoTakeover) {
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(publishes(i, "a", "").has_value());
}

class TrackWatchTest : public testing::Test {
 protected:
  static Track track(const std::string& codec, std::uint32_t width = 0, std::uint32_t height = 0) {
    Track made;
    made.codec = codec;
    if (width > 0) {
      made.width = width;
      made.height = height;
    }
    return made;
  }
  // A session that was there long enough for its tracks to be complete.
  std::optional<Reason> session(double second, const std::string& id, std::vector<Track> tracks) {
    look(second, id, tracks);
    look(second + 3, id, std::move(tracks));
    return watch_.reason();
  }
  void look(double second, const std::string& id, std::vector<Track> tracks) {
    Stream stream;
    stream.source = Source{{"srt", PeerKind::Session}, id};
    stream.tracks = std::move(tracks);
    watch_.update(stream, true, at(second));
  }

  TrackWatch watch_;
  const Track video_ = track("H264", 1920, 1080);
  const Track audio_ = track("MPEG-4 Audio");
};

TEST_F(TrackWatchTest, AudioThatAReconnectDoesNotBringBackIsLost) {
  EXPECT_FALSE(session(0, "a", {video_, audio_}).has_value());
  const auto lost = session(10, "b", {video_});
  ASSERT_TRUE(lost.has_value());
  EXPECT_EQ(lost->code, ReasonCode::TrackLost);
  EXPECT_EQ(lost->severity, Severity::Warning);
  EXPECT_EQ(lost->text,
            "Audio is missing since the last reconnect: H264 1920×1080 now, H264 1920×1080 and "
            "MPEG-4 Audio (AAC) before.");
  EXPECT_THAT(lost->remedy, HasSubstr("audio input"));
}

TEST_F(TrackWatchTest, VideoIsMissedLikeAudio) {
  session(0, "a", {video_, audio_});
  const auto lost = session(10, "b", {audio_});
  ASSERT_TRUE(lost.has_value());
  EXPECT_EQ(lost->code, ReasonCode::TrackLost);
  EXPECT_THAT(lost->text, HasSubstr("Video is missing"));
}

TEST_F(TrackWatchTest, TracksThatAreNotCompleteYetAreNotLost) {
  session(0, "a", {video_, audio_});
  look(10, "b", {video_});
  look(12, "b", {video_});
  EXPECT_FALSE(watch_.reason().has_value());
}

TEST_F(TrackWatchTest, AnotherSizeIsAChange) {
  session(0, "a", {video_, audio_});
  const auto changed = session(10, "b", {track("H264", 1280, 720), audio_});
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(changed->code, ReasonCode::TracksChanged);
  EXPECT_EQ(changed->severity, Severity::Info);
  EXPECT_EQ(changed->text,
            "Since the last reconnect: H264 1280×720 and MPEG-4 Audio (AAC); before: H264 "
            "1920×1080 and MPEG-4 Audio (AAC).");
}

TEST_F(TrackWatchTest, ASizeThatIsNotKnownYetIsNoChange) {
  session(0, "a", {video_});
  EXPECT_FALSE(session(10, "b", {track("H264")}).has_value());
}

TEST_F(TrackWatchTest, ATrackThatIsBackIsNotMissedAnyMore) {
  session(0, "a", {video_, audio_});
  ASSERT_TRUE(session(10, "b", {video_}).has_value());
  EXPECT_FALSE(session(20, "c", {video_, audio_}).has_value());
}

TEST_F(TrackWatchTest, ATrackThatIsMissedIsMissedInTheNextSessionToo) {
  session(0, "a", {video_, audio_});
  session(10, "b", {video_});
  const auto still = session(20, "c", {video_});
  ASSERT_TRUE(still.has_value());
  EXPECT_EQ(still->code, ReasonCode::TrackLost);
}

TEST_F(TrackWatchTest, AfterAnHourTheAbsenceIsTheNewNormal) {
  session(0, "a", {video_, audio_});
  ASSERT_TRUE(session(10, "b", {video_}).has_value());  // missed since second 13
  look(13 + 3599, "b", {video_});
  EXPECT_TRUE(watch_.reason().has_value());
  look(13 + 3600, "b", {video_});
  EXPECT_FALSE(watch_.reason().has_value());
  EXPECT_FALSE(session(4000, "c", {video_}).has_value());
}

TEST_F(TrackWatchTest, WithoutAStreamNothingIsMissed) {
  session(0, "a", {video_, audio_});
  session(10, "b", {video_});
  watch_.update(Stream(), false, at(20));
  EXPECT_FALSE(watch_.reason().has_value());
}

TEST_F(TrackWatchTest, AStaticSourceThatComesBackIsAnotherSession) {
  Stream stream;
  stream.source = Source{{"rtsp", PeerKind::Static}, ""};
  const auto pulls = [&](double second, std::vector<Track> tracks) {
    stream.tracks = std::move(tracks);
    watch_.update(stream, true, at(second));
    watch_.update(stream, true, at(second + 3));
    return watch_.reason();
  };
  stream.available_since = kStart;
  pulls(0, {video_, audio_});
  stream.available_since = kStart + seconds(10);
  EXPECT_TRUE(pulls(10, {video_}).has_value());
}

class BitrateWatchTest : public testing::Test {
 protected:
  // One look per second, from where the last ones ended.
  std::optional<Reason> flows(std::chrono::seconds time, std::optional<double> bits_per_second) {
    for (const double end = second_ + static_cast<double>(time.count()); second_ < end; ++second_)
      watch_.update(bits_per_second, at(second_), rules_);
    return watch_.reason();
  }

  HealthRules rules_;
  BitrateWatch watch_;
  double second_ = 0;
};

TEST_F(BitrateWatchTest, BelowHalfOfItsMedianForThirtySecondsIsLow) {
  flows(minutes(6), 4e6);
  EXPECT_FALSE(flows(seconds(30), 1.1e6).has_value()) << "29 s";
  const auto low = flows(seconds(1), 1.1e6);
  ASSERT_TRUE(low.has_value());
  EXPECT_EQ(low->code, ReasonCode::BitrateLow);
  EXPECT_EQ(low->severity, Severity::Warning);
  EXPECT_EQ(low->text, "1.1 Mbit/s for 30 s, usually 4.0 Mbit/s.");
}

TEST_F(BitrateWatchTest, MoreThanHalfIsNotLow) {
  flows(minutes(6), 4e6);
  EXPECT_FALSE(flows(minutes(2), 2.1e6).has_value());
}

TEST_F(BitrateWatchTest, AMomentAboveBeginsTheTimeAnew) {
  flows(minutes(6), 4e6);
  flows(seconds(25), 1e6);
  flows(seconds(1), 4e6);
  EXPECT_FALSE(flows(seconds(25), 1e6).has_value());
}

TEST_F(BitrateWatchTest, ItIsOverWithTheFirstLookAbove) {
  flows(minutes(6), 4e6);
  ASSERT_TRUE(flows(seconds(40), 1e6).has_value());
  EXPECT_FALSE(flows(seconds(1), 4e6).has_value());
}

TEST_F(BitrateWatchTest, ThereIsNoVerdictBeforeFiveMinutesOfHistory) {
  flows(minutes(4), 4e6);
  EXPECT_FALSE(flows(seconds(55), 1e5).has_value());
  EXPECT_FALSE(watch_.median().has_value());
}

TEST_F(BitrateWatchTest, AStallIsNotLow) {
  flows(minutes(6), 4e6);
  EXPECT_FALSE(flows(minutes(2), 0).has_value());
  EXPECT_FALSE(flows(minutes(2), std::nullopt).has_value());
  EXPECT_EQ(watch_.median(), 4e6) << "and no part of the usual";
}

TEST_F(BitrateWatchTest, TheOperatorSetsBothThresholds) {
  rules_.bitrate_low_ratio = 0.9;
  rules_.bitrate_low_after = seconds(5);
  flows(minutes(6), 4e6);
  EXPECT_TRUE(flows(seconds(7), 3.5e6).has_value());
}

class RejectionWatchTest : public testing::Test {
 protected:
  HealthRules rules_;
  RejectionWatch watch_;
};

TEST_F(RejectionWatchTest, ViewersWhoNeverGetAConnectionPointToTheFirewall) {
  watch_.rejected(at(0));
  watch_.rejected(at(10));
  EXPECT_FALSE(watch_.reason(rules_, at(10)).has_value()) << "two";
  watch_.rejected(at(20));
  const auto reason = watch_.reason(rules_, at(20));
  ASSERT_TRUE(reason.has_value());
  EXPECT_EQ(reason->code, ReasonCode::ViewersRejected);
  EXPECT_EQ(reason->severity, Severity::Warning);
  EXPECT_EQ(reason->text, "3 viewers asked by WebRTC in the last 60 s and got no connection.");
  EXPECT_THAT(reason->remedy, HasSubstr("webrtcLocalUDPAddress (8189)"));
}

TEST_F(RejectionWatchTest, ViewersWhoLeaveAtOncePointToTheCodec) {
  for (const int second : {0, 10, 20}) watch_.left_at_once(at(second));
  const auto reason = watch_.reason(rules_, at(20));
  ASSERT_TRUE(reason.has_value());
  EXPECT_EQ(reason->text, "3 viewers by WebRTC left within 5 s of coming, in the last 60 s.");
  EXPECT_THAT(reason->remedy, HasSubstr("H264 without B-frames"));
}

TEST_F(RejectionWatchTest, AfterAMinuteItIsOver) {
  for (const int second : {0, 1, 2}) watch_.rejected(at(second));
  EXPECT_TRUE(watch_.reason(rules_, at(60)).has_value());
  EXPECT_FALSE(watch_.reason(rules_, at(61)).has_value());
}

class ForwardWatchTest : public testing::Test {
 protected:
  const std::vector<Reason>& look(double second, std::uint64_t bytes, bool flows = true,
                                  const std::string& error = "") {
    Stream stream;
    stream.inbound_bits_per_second = flows ? 4e6 : 0;
    Forward forward;
    forward.id = "f1";
    forward.state = "forwarding";
    forward.target = "rtmp://live.example.org:1935";
    forward.error = error;
    forward.outbound_bytes = bytes;
    stream.forwards = {forward};
    watch_.update(stream, at(second));
    return watch_.reasons();
  }

  ForwardWatch watch_;
};

TEST_F(ForwardWatchTest, ADestinationWhoseBytesStandStillGetsNothing) {
  look(0, 500);
  look(10, 1000);
  EXPECT_THAT(look(29, 1000), IsEmpty()) << "19 s";
  const auto& failed = look(30, 1000);
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed[0].code, ReasonCode::ForwardFailed);
  EXPECT_EQ(failed[0].severity, Severity::Warning);
  EXPECT_EQ(failed[0].detail, "f1");
  EXPECT_EQ(failed[0].text, "Nothing reaches rtmp://live.example.org:1935 for 20 s.");
}

TEST_F(ForwardWatchTest, TheServersLastErrorIsSaidWithIt) {
  look(0, 500, true, "connection refused");
  look(10, 500);
  EXPECT_EQ(look(20, 500).at(0).text,
            "Nothing reaches rtmp://live.example.org:1935 for 20 s: connection refused.");
}

TEST_F(ForwardWatchTest, BytesThatMoveEndIt) {
  look(0, 500);
  ASSERT_THAT(look(20, 500), SizeIs(1));
  EXPECT_THAT(look(30, 600), IsEmpty());
}

TEST_F(ForwardWatchTest, WhileTheStreamStandsStillSoMayItsDestination) {
  look(0, 500);
  for (int second = 2; second <= 60; second += 2) EXPECT_THAT(look(second, 500, false), IsEmpty());
  EXPECT_THAT(look(79, 500), IsEmpty()) << "counted from when there was something to send";
  EXPECT_THAT(look(80, 500), SizeIs(1));
}

}  // namespace
}  // namespace mtxmon
