#include "exporter/diagnosis/diagnosis.h"

#include "tests/unit/exporter/diagnosis/diagnosis_fixture.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST_F(DiagnosisTest, AStreamThatSuffersIsDegradedSinceThen) {
  run_with_incident(22);
  EXPECT_EQ(stream().state, StreamState::Live);
  run_with_incident(24);
  EXPECT_EQ(stream().state, StreamState::Degraded);
  EXPECT_EQ(stream().since, kStart + seconds(22));
  EXPECT_THAT(reasons(), ElementsAre(ReasonCode::SrtUndecrypted));
  EXPECT_EQ(stream().reasons[0].since, kStart + seconds(22));
  EXPECT_THAT(connection("pub").reasons, SizeIs(1));
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::SrtUndecrypted));
  run_with_incident(48);
  EXPECT_EQ(stream().since, kStart + seconds(22));
}

// The last packet of the incident leaves the window of 10 s at 40; the reason holds for 10 s, once.
TEST_F(DiagnosisTest, AStreamThatRecoversIsLiveSinceThen) {
  run_with_incident(40);
  ASSERT_EQ(stream().state, StreamState::Degraded);
  while (stream().state == StreamState::Degraded && second_ < 100) run_with_incident(second_ + 2);
  EXPECT_EQ(stream().state, StreamState::Live);
  const auto back = shown_->polled_at;
  EXPECT_GE(back, kStart + seconds(48));
  EXPECT_LE(back, kStart + seconds(50));
  EXPECT_EQ(stream().since, back);
  EXPECT_THAT(stream().reasons, SizeIs(1)) << "shown as recent";
  EXPECT_THAT(problems(), IsEmpty());
  run_with_incident(second_ + 10);
  EXPECT_EQ(stream().since, back);
}

TEST_F(DiagnosisTest, AnExpectedStreamThatNeverCameIsMissing) {
  rules_.entries = {entry("cam")};
  rules_.entries[0].expected = true;
  update(good_poll(0, {}));
  update(good_poll(2, {}));
  EXPECT_EQ(stream().state, StreamState::Missing);
  EXPECT_EQ(stream().since, kStart);
  EXPECT_THAT(reasons(), ElementsAre(ReasonCode::ExpectedMissing));
  EXPECT_THAT(shown_->problems,
              ElementsAre(Field(&Problem::severity, testing::Eq(Severity::Critical))));
  update(good_poll(4, {camera(4)}));
  EXPECT_EQ(stream().state, StreamState::Live);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(DiagnosisTest, AnExpectedStreamThatEndsIsMissingNotGone) {
  rules_.entries = {entry("cam")};
  rules_.entries[0].expected = true;
  update(good_poll(0, {camera(0)}));
  update(good_poll(2, {}));
  EXPECT_EQ(stream().state, StreamState::Missing);
  update(good_poll(4, {}));
  EXPECT_EQ(stream().since, kStart + seconds(2));
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::ExpectedMissing));
}

TEST_F(DiagnosisTest, AnExpectedStreamWhosePathHasNoPublisherIsMissingNotOffline) {
  rules_.entries = {entry("cam")};
  rules_.entries[0].expected = true;
  update(good_poll(0, {path({.available = false})}));
  EXPECT_EQ(stream().state, StreamState::Missing);
}

TEST_F(DiagnosisTest, TooFewStreamsOfAPatternAreAProblemOfTheNode) {
  rules_.entries = {entry("site/*")};
  rules_.entries[0].min_streams = 2;
  update(good_poll(0, {camera(0, "site/a"), camera(0, "other")}));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::ExpectedCountLow));
  const Problem first = shown_->problems[0];
  EXPECT_EQ(first.severity, Severity::Critical);
  EXPECT_EQ(first.text, "1 of 2 expected streams match site/*.");
  EXPECT_THAT(first.streams, IsEmpty());
  update(good_poll(2, {camera(2, "site/a"), camera(2, "other")}));
  EXPECT_EQ(shown_->problems.at(0).since, kStart);
  EXPECT_EQ(shown_->problems.at(0).key, first.key);
  update(good_poll(4, {camera(4, "site/a"), camera(4, "site/b")}));
  EXPECT_THAT(problems(), Not(testing::Contains(ReasonCode::ExpectedCountLow)));
}

TEST_F(DiagnosisTest, TooFewReadersAreAReason) {
  rules_.entries = {entry("cam")};
  rules_.entries[0].min_readers = 2;
  update(good_poll(0, {camera(0, "cam", {srt_peer("a"), srt_peer("b")})}));
  EXPECT_THAT(reasons(), IsEmpty());
  update(good_poll(2, {camera(2, "cam", {srt_peer("a")})}));
  ASSERT_THAT(reasons(), ElementsAre(ReasonCode::ExpectedReadersLow));
  EXPECT_EQ(stream().reasons[0].text, "1 reader of at least 2 expected.");
  EXPECT_EQ(stream().state, StreamState::Degraded);
}

TEST_F(DiagnosisTest, ABitRateBelowTheExpectedOneIsAReason) {
  rules_.entries = {entry("cam")};
  rules_.entries[0].min_bits_per_second = 5'000'000;
  for (const double second : {0.0, 2.0}) update(good_poll(second, {camera(second)}));
  ASSERT_THAT(reasons(), ElementsAre(ReasonCode::ExpectedBitrateLow));
  EXPECT_EQ(stream().reasons[0].text, "4.0 Mbit/s, at least 5.0 Mbit/s expected.");
}

TEST_F(DiagnosisTest, AStreamThatIsGoneUnderItsReadersIsAProblemForFifteenMinutes) {
  for (const double second : {0.0, 2.0})
    update(good_poll(second, {camera(second, "cam", {srt_peer("a")})}));
  update(good_poll(4, {}));
  EXPECT_EQ(stream().state, StreamState::Gone);
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamGone));
  EXPECT_EQ(shown_->problems[0].severity, Severity::Warning);
  EXPECT_EQ(shown_->problems[0].text, "Gone, while 1 reader read it.");
  EXPECT_EQ(shown_->problems[0].since, kStart + seconds(4));
  update(good_poll(4 + 900, {}));
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::StreamGone));
  update(good_poll(4 + 901, {}));
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(DiagnosisTest, AStreamThatNobodyReadMayGo) {
  for (const double second : {0.0, 2.0}) update(good_poll(second, {camera(second)}));
  update(good_poll(4, {}));
  EXPECT_EQ(stream().state, StreamState::Gone);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(DiagnosisTest, AStreamThatGoesAfterAStallIsAProblemWithoutReadersToo) {
  for (const double second : {0.0, 2.0, 4.0, 6.0, 8.0}) update(good_poll(second, {camera(0)}));
  ASSERT_EQ(stream().state, StreamState::Stalled);
  update(good_poll(10, {}));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamGone));
  EXPECT_EQ(shown_->problems[0].text, "Gone, after a stall.");
}

TEST_F(DiagnosisTest, ViewersLeaveOutInternalAndSilentReaders) {
  run_with_readers(13);
  EXPECT_EQ(stream().viewers, 2U) << "without the one on the server's own machine";
  run_with_readers(14);
  EXPECT_EQ(stream().readers, 3U);
  EXPECT_EQ(stream().readers_silent, 1U);
  EXPECT_EQ(stream().viewers, 1U);
  EXPECT_FALSE(stream().viewers_at_least);
  EXPECT_EQ(connection("gone").silent_since, kStart + seconds(10));
  EXPECT_THAT(connection("gone").reasons,
              ElementsAre(Field(&Reason::code, ReasonCode::ReaderSilent)));
  EXPECT_FALSE(connection("viewer").silent_since.has_value());
}

TEST_F(DiagnosisTest, OneSessionBehindACdnStandsForManyViewers) {
  PollResult poll = good_poll(0, {camera(0, "cam", {{{"hls", PeerKind::Session}, "h"}})});
  ConnectionItem session = connection_item(kHls, "h", "", "cam", {});
  session.is_cdn = true;
  poll.lists[list_index("hlssessions")].items->push_back(session);
  update(std::move(poll));
  EXPECT_EQ(stream().viewers, 1U);
  EXPECT_TRUE(stream().viewers_at_least);
}

TEST_F(DiagnosisTest, AacForBrowsersIsSaid) {
  PathItem item = camera(0, "cam", {webrtc_peer("w")});
  item.tracks.resize(2);
  item.tracks[0].codec = "H264";
  item.tracks[1].codec = "MPEG-4 Audio";
  PollResult poll = good_poll(0, {item});
  poll.lists[list_index("webrtcsessions")].items->push_back(
      connection_item(kWebrtc, "w", "read", "cam", {}));
  update(std::move(poll));
  ASSERT_THAT(reasons(), ElementsAre(ReasonCode::CodecUnsupported));
  EXPECT_EQ(stream().reasons[0].text,
            "1 viewer by webrtc hears nothing: webrtc cannot carry MPEG-4 Audio (AAC).");
}

TEST_F(DiagnosisTest, FramesInErrorCountForTenSeconds) {
  const auto poll = [&](double second, std::uint64_t errors) {
    PathItem item = camera(second);
    item.inbound_frames_in_error = errors;
    update(good_poll(second, {item}));
    return reasons();
  };
  poll(0, 5);
  EXPECT_THAT(poll(2, 5), IsEmpty()) << "what was there before";
  EXPECT_THAT(poll(4, 6), ElementsAre(ReasonCode::FramesInError));
  EXPECT_THAT(poll(13, 6), ElementsAre(ReasonCode::FramesInError));
  poll(14, 6);
  EXPECT_THAT(poll(24, 6), IsEmpty());
}

// Three come for a second, one after the other.
void come_and_go(const Resource& resource, std::size_t list, std::optional<bool> established,
                 const std::function<void(PollResult)>& update) {
  for (int second = 0; second <= 6; ++second) {
    PollResult poll = good_poll(second, {camera(second)});
    if (second % 2 == 1) {
      auto item = connection_item(resource, "r" + std::to_string(second), "read", "cam", {});
      item.established = established;
      poll.lists[list].items->push_back(item);
    }
    update(std::move(poll));
  }
}

TEST_F(DiagnosisTest, BrowsersThatLeaveAtOnceAreSaid) {
  come_and_go(kWebrtc, list_index("webrtcsessions"), true,
              [&](PollResult poll) { update(std::move(poll)); });
  ASSERT_THAT(reasons(), ElementsAre(ReasonCode::ViewersRejected));
  EXPECT_THAT(stream().reasons[0].text, testing::HasSubstr("left within 5 s"));
}

TEST_F(DiagnosisTest, BrowsersThatNeverGetAConnectionAreSaid) {
  come_and_go(kWebrtc, list_index("webrtcsessions"), false,
              [&](PollResult poll) { update(std::move(poll)); });
  ASSERT_THAT(reasons(), ElementsAre(ReasonCode::ViewersRejected));
  EXPECT_THAT(stream().reasons[0].text, testing::HasSubstr("got no connection"));
}

TEST_F(DiagnosisTest, OtherReadersMayTakeAShortLook) {
  come_and_go(kRtsp, list_index("rtspsessions"), std::nullopt,
              [&](PollResult poll) { update(std::move(poll)); });
  EXPECT_THAT(reasons(), IsEmpty());
}

TEST_F(DiagnosisTest, ManyFailingReadersAreAReasonOfTheirStream) {
  const std::vector<PeerRef> peers = {srt_peer("a"), srt_peer("b"), srt_peer("c"), srt_peer("d")};
  for (int second = 0; second <= 14; ++second) {
    const auto acks = static_cast<std::uint64_t>(std::min(second, 10));
    update(good_poll(second, {camera(second, "cam", peers)},
                     {srt_reader("a", acks), srt_reader("b", acks), srt_reader("c", acks),
                      srt_reader("d", static_cast<std::uint64_t>(second))}));
  }
  ASSERT_THAT(reasons(), ElementsAre(ReasonCode::ReadersFailing));
  EXPECT_EQ(stream().reasons[0].text,
            "3 of 4 readers fail: 3 not responding. Worst: srt 203.0.113.0/24.");
}

TEST_F(DiagnosisTest, AFailedPollKeepsWhatWasFoundOfStreams) {
  run_with_incident(26);
  const auto found = stream().reasons;
  update(failed_poll(26));
  EXPECT_EQ(stream().state, StreamState::Degraded);
  EXPECT_EQ(stream().since, kStart + seconds(22));
  ASSERT_THAT(stream().reasons, SizeIs(1));
  EXPECT_EQ(stream().reasons[0].text, found.at(0).text);
  EXPECT_THAT(problems(),
              testing::UnorderedElementsAre(ReasonCode::ServerDown, ReasonCode::SrtUndecrypted));
}

TEST_F(DiagnosisTest, AFailedPollKeepsWhatWasFoundOfConnections) {
  run_with_readers(15);
  ASSERT_EQ(stream().viewers, 1U);
  update(failed_poll(15));
  EXPECT_EQ(stream().viewers, 1U) << "the silent reader is no viewer again";
  EXPECT_EQ(stream().readers_silent, 1U);
  EXPECT_EQ(connection("gone").silent_since, kStart + seconds(10));
  EXPECT_THAT(connection("gone").reasons, SizeIs(1));
}

TEST_F(DiagnosisTest, AFailedPollKeepsWhatIsMissing) {
  for (const char* name : {"ended", "never", "offline"}) {
    rules_.entries.push_back(entry(name));
    rules_.entries.back().expected = true;
  }
  const auto offline = path({.name = "offline", .available = false});
  update(good_poll(0, {camera(0, "ended"), offline}));
  update(good_poll(2, {offline}));
  update(failed_poll(4));
  EXPECT_EQ(stream("ended").state, StreamState::Missing);
  EXPECT_EQ(stream("ended").since, kStart + seconds(2));
  EXPECT_EQ(stream("never").state, StreamState::Missing);
  EXPECT_EQ(stream("never").since, kStart);
  EXPECT_EQ(stream("offline").state, StreamState::Missing);
}

TEST_F(DiagnosisTest, AServerThatNeverAnsweredMissesNothing) {
  rules_.entries = {entry("cam")};
  rules_.entries[0].expected = true;
  EXPECT_THAT(update(failed_poll(0)).streams, IsEmpty());
}

TEST_F(DiagnosisTest, AMissingStreamKeepsSinceWhenItsPathIsListedNoMore) {
  rules_.entries = {entry("cam")};
  rules_.entries[0].expected = true;
  update(good_poll(0, {camera(0)}));
  update(good_poll(2, {path({.available = false})}));
  update(good_poll(4, {}));
  EXPECT_EQ(stream().since, kStart + seconds(2));
}

}  // namespace
}  // namespace mtxmon
