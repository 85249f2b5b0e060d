// Diagnosis as its node sees it: polls in, snapshots out.
#include "exporter/diagnosis/diagnosis.h"

#include <set>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/model/encode.h"
#include "exporter/node_tracker.h"
#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

StreamEntry entry(const std::string& match) {
  StreamEntry made;
  made.match = match;
  return made;
}

// At 4 Mbit/s.
PathItem camera(double second, const std::string& name = "cam", std::vector<PeerRef> readers = {}) {
  return path({.name = name,
               .inbound = static_cast<std::uint64_t>(second * 500'000) + 1000,
               .readers = std::move(readers)});
}
ConnectionItem publisher(double second, std::uint64_t undecrypted) {
  return srt_connection("pub", "publish", "cam",
                        {{"bytesReceived", static_cast<std::uint64_t>(second * 500'000) + 1000},
                         {"packetsReceived", static_cast<std::uint64_t>(second * 100) + 1},
                         {"packetsReceivedUndecrypt", undecrypted}});
}
PeerRef srt_peer(const std::string& id) { return {{"srt", PeerKind::Session}, id}; }
PeerRef webrtc_peer(const std::string& id) { return {{"webrtc", PeerKind::Session}, id}; }
ConnectionItem srt_reader(const std::string& id, std::uint64_t acks,
                          const std::string& address = "203.0.113.5:4000") {
  auto item = srt_connection(id, "read", "cam", {{"packetsReceivedACK", acks}});
  item.remote_addr = address;
  return item;
}

class DiagnosisTest : public testing::Test {
 protected:
  using Shown = std::shared_ptr<const Snapshot>;

  const Snapshot& update(PollResult poll) {
    shown_ = tracker().update(std::move(poll));
    return *shown_;
  }
  NodeTracker& tracker() {
    if (!tracker_) tracker_.emplace("local", Milliseconds(2000), rules_);
    return *tracker_;
  }
  // As a new process that reads from Redis what this one wrote.
  void restart(double second) {
    auto remembered = decode_remembered(encode_snapshot(*shown_));
    if (!remembered.ok()) throw std::runtime_error(remembered.error().message);
    const PollResult poll = good_poll(second, {});
    tracker_.reset();
    tracker().restore(*std::move(remembered), poll.finished_at, poll.polled_at);
  }
  [[nodiscard]] const Stream& stream(const std::string& name = "cam") const {
    const auto found = std::ranges::find(shown_->streams, name, &Stream::name);
    if (found == shown_->streams.end()) throw std::runtime_error("no stream " + name);
    return *found;
  }
  [[nodiscard]] const Connection& connection(const std::string& id) const {
    const auto found = std::ranges::find(shown_->connections, id, &Connection::id);
    if (found == shown_->connections.end()) throw std::runtime_error("no connection " + id);
    return *found;
  }
  [[nodiscard]] std::vector<ReasonCode> problems() const {
    std::vector<ReasonCode> codes;
    for (const Problem& problem : shown_->problems) codes.push_back(problem.code);
    return codes;
  }
  [[nodiscard]] std::vector<ReasonCode> reasons(const std::string& name = "cam") const {
    std::vector<ReasonCode> codes;
    for (const Reason& reason : stream(name).reasons) {
      if (!reason.ended) codes.push_back(reason.code);
    }
    return codes;
  }
  // Every two seconds, up to and without `end`; from second 20 to 30 packets cannot be decrypted.
  void run_with_incident(double end) {
    for (; second_ < end; second_ += 2) {
      const auto bad = std::clamp(second_ - 20, 0.0, 10.0);
      update(good_poll(second_, {camera(second_)},
                       {publisher(second_, static_cast<std::uint64_t>(bad * 10))}));
    }
  }
  // Every second; "gone" shows no sign of life after second 10.
  void run_with_readers(double end) {
    const std::vector<PeerRef> peers = {srt_peer("gone"), srt_peer("own"), srt_peer("viewer")};
    for (; second_ < end; second_ += 1) {
      const auto acks = static_cast<std::uint64_t>(second_) * 100;
      update(good_poll(second_, {camera(second_, "cam", peers)},
                       {srt_reader("gone", std::min<std::uint64_t>(acks, 1000)),
                        srt_reader("own", acks, "127.0.0.1:4000"), srt_reader("viewer", acks)}));
    }
  }

  StreamRules rules_;
  std::optional<NodeTracker> tracker_;
  Shown shown_;
  double second_ = 0;
};

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

TEST_F(DiagnosisTest, ARestoredNodeKeepsSinceWhenAStreamIsDegraded) {
  run_with_incident(26);
  restart(26);
  run_with_incident(30);
  EXPECT_EQ(stream().state, StreamState::Degraded);
  EXPECT_EQ(stream().since, kStart + seconds(22));
  EXPECT_EQ(stream().reasons.at(0).since, kStart + seconds(22));
}

TEST_F(DiagnosisTest, ARestoredNodeKeepsSinceWhenAStreamIsMissing) {
  for (const char* name : {"ended", "never"}) {
    rules_.entries.push_back(entry(name));
    rules_.entries.back().expected = true;
  }
  update(good_poll(0, {camera(0, "ended")}));
  update(good_poll(2, {}));
  restart(10);
  update(good_poll(10, {}));
  EXPECT_EQ(stream("ended").state, StreamState::Missing);
  EXPECT_EQ(stream("ended").since, kStart + seconds(2));
  EXPECT_EQ(stream("never").state, StreamState::Missing);
  EXPECT_EQ(stream("never").since, kStart);
}

TEST_F(DiagnosisTest, WhatIsNotExpectedAnyMoreAfterARestartLeavesNoTrace) {
  rules_.entries = {entry("typo")};
  rules_.entries[0].expected = true;
  update(good_poll(0, {}));
  ASSERT_EQ(stream("typo").state, StreamState::Missing);
  rules_.entries.clear();
  restart(10);
  EXPECT_THAT(update(good_poll(10, {})).streams, IsEmpty());
}

TEST_F(DiagnosisTest, AMissingStreamKeepsSinceWhenItsPathIsListedNoMore) {
  rules_.entries = {entry("cam")};
  rules_.entries[0].expected = true;
  update(good_poll(0, {camera(0)}));
  update(good_poll(2, {path({.available = false})}));
  update(good_poll(4, {}));
  EXPECT_EQ(stream().since, kStart + seconds(2));
}

TEST_F(DiagnosisTest, ARestoredNodeKeepsThatAStreamIsGoneUnderItsReaders) {
  for (const double second : {0.0, 2.0})
    update(good_poll(second, {camera(second, "cam", {srt_peer("a")})}));
  update(good_poll(4, {}));
  restart(10);
  update(good_poll(10, {}));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamGone));
  EXPECT_EQ(shown_->problems[0].since, kStart + seconds(4));
  EXPECT_EQ(shown_->problems[0].text, "Gone, while 1 reader read it.");
}

TEST_F(DiagnosisTest, AStreamThatWentWhileNobodyWatchedIsAProblemToo) {
  for (const double second : {0.0, 2.0})
    update(good_poll(second, {camera(second, "cam", {srt_peer("a")}), camera(second, "unread")}));
  restart(10);
  update(good_poll(10, {}));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamGone));
  EXPECT_EQ(shown_->problems[0].text, "Gone, while 1 reader read it.");
  EXPECT_THAT(reasons("unread"), IsEmpty());
}

TEST_F(DiagnosisTest, ExpectedStreamsThatNeverCameHaveNotFailedTogether) {
  for (const char* name : {"show/a", "show/b", "show/c"}) {
    rules_.entries.push_back(entry(name));
    rules_.entries.back().expected = true;
  }
  update(good_poll(0, {camera(0)}));
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::ExpectedMissing, ReasonCode::ExpectedMissing,
                                      ReasonCode::ExpectedMissing));
}

// Six readers by SRT to whom packets come too late, and an agent that says how busy the CPU is.
class Overloaded : public DiagnosisTest {
 protected:
  const Snapshot& run(double cpu_usage_ratio) {
    std::vector<PeerRef> peers;
    for (char id = 'a'; id <= 'f'; ++id) peers.push_back(srt_peer({id}));
    for (; second_ <= 30; second_ += 2) {
      const auto grown = static_cast<std::uint64_t>(second_);
      std::vector<ConnectionItem> readers;
      for (char id = 'a'; id <= 'f'; ++id) {
        readers.push_back(srt_connection({id}, "read", "cam",
                                         {{"packetsReceivedACK", grown * 100},
                                          {"packetsSentUnique", grown * 100},
                                          {"packetsSendDrop", grown * 10}}));
      }
      HostLoad host;
      host.host = "venue-a";
      host.collected_at = kStart + seconds(static_cast<int>(second_));
      host.cpu_usage_ratio = cpu_usage_ratio;
      shown_ = tracker().update(
          good_poll(second_, {camera(second_, "cam", peers)}, std::move(readers)), &host);
    }
    return *shown_;
  }
};

TEST_F(Overloaded, AFullHostIsToBlameForReadersThatMissPackets) {
  const Snapshot& shown = run(0.98);
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::ServerOverloaded));
  EXPECT_THAT(shown.problems[0].streams, ElementsAre("cam"));
  EXPECT_THAT(shown.problems[0].text, testing::HasSubstr("CPU of venue-a is 98 % busy"));
  EXPECT_EQ(stream().state, StreamState::Degraded);
  ASSERT_THAT(reasons(), ElementsAre(ReasonCode::ReadersFailing));
  EXPECT_THAT(stream().reasons[0].text, testing::EndsWith(" The server is overloaded."));
  EXPECT_EQ(stream().reasons[0].remedy, shown.problems[0].remedy);
  EXPECT_THAT(connection("a").reasons, ElementsAre(Field(&Reason::code, ReasonCode::ReaderLoss)));
}

TEST_F(Overloaded, IsTheSameProblemWhileAndAfterTheServerDoesNotAnswer) {
  const std::string key = run(0.98).problems.at(0).key;
  update(failed_poll(second_));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::ServerOverloaded, ReasonCode::ServerDown));
  EXPECT_EQ(shown_->problems[0].key, key);
  ASSERT_THAT(shown_->problem_changes, SizeIs(1));
  EXPECT_EQ(shown_->problem_changes[0].problem.code, ReasonCode::ServerDown);
  update(failed_poll(second_ + 30));
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::ServerDown)) << "of the others nobody knows";
  EXPECT_THAT(shown_->problem_changes, IsEmpty());
}

TEST_F(Overloaded, AHostThatHasRoomIsNot) {
  run(0.5);
  EXPECT_THAT(problems(), ElementsAre(ReasonCode::ReadersFailing));
}

class ServerRestart : public DiagnosisTest {
 protected:
  static constexpr const char* kNames[] = {"a", "b", "c"};
  // Cameras of one network; of `there` the streams are there, each with a reader.
  PollResult site(double second, const std::set<std::string>& there, WallTime started) {
    std::vector<PathItem> paths;
    std::vector<ConnectionItem> connections;
    for (const std::string name : kNames) {
      if (!there.contains(name)) continue;
      PathItem item = camera(second, name, {webrtc_peer("r" + name)});
      item.source->id = "p" + name;
      paths.push_back(std::move(item));
      connections.push_back(srt_connection("p" + name, "publish", name, {}));
      connections.back().remote_addr = "203.0.113.5:4000";
    }
    PollResult poll = good_poll(second, std::move(paths), std::move(connections));
    poll.info.started = started;
    return poll;
  }
  const WallTime before_ = kStart - minutes(5);
  const WallTime after_ = kStart + seconds(7);
};

TEST_F(ServerRestart, IsTheCauseOfWhatDidNotComeBack) {
  update(site(0, {"a", "b", "c"}, before_));
  update(site(2, {"a", "b", "c"}, before_));
  update(failed_poll(4));
  update(site(8, {}, after_));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamsFailedTogether));
  EXPECT_EQ(shown_->problems[0].text,
            "3 streams did not come back after the restart of the server at 12:00:07 UTC: a, b and "
            "c.");
  update(site(10, {"a"}, after_));
  EXPECT_EQ(shown_->problems.at(0).streams, (std::vector<std::string>{"b", "c"}));
  restart(20);
  update(site(20, {"a"}, after_));
  EXPECT_THAT(shown_->problems.at(0).text,
              testing::HasSubstr("2 streams did not come back after the restart of the server at "
                                 "12:00:07 UTC"));
  EXPECT_THAT(shown_->problem_changes, IsEmpty());
}

TEST_F(ServerRestart, IsNotTheCauseOfWhatFailsLater) {
  update(site(0, {"a", "b", "c"}, before_));
  update(site(2, {"a", "b", "c"}, after_));
  update(site(4, {"a", "b", "c"}, after_));
  update(site(6, {}, after_));
  EXPECT_THAT(shown_->problems.at(0).text, testing::HasSubstr("from 203.0.113.0/24"));
}

TEST_F(ServerRestart, AnAnswerAfterAnOutageIsNoRestart) {
  update(site(0, {"a", "b", "c"}, before_));
  update(failed_poll(2));
  update(site(4, {"a"}, before_));
  EXPECT_EQ(shown_->problems.at(0).text,
            "2 streams did not come back after the server was away until 12:00:04 UTC: b and c.");
}

TEST_F(ServerRestart, TheNetworkOfStreamsThatAreGoneSurvivesTheExporter) {
  update(site(0, {"a", "b", "c"}, before_));
  update(site(2, {}, before_));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamsFailedTogether));
  const Problem told = shown_->problems[0];
  EXPECT_EQ(told.detail, "203.0.113.0/24");
  restart(10);
  update(site(10, {}, before_));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamsFailedTogether));
  EXPECT_EQ(shown_->problems[0].key, told.key);
  EXPECT_EQ(shown_->problems[0].since, told.since);
  EXPECT_THAT(shown_->problem_changes, IsEmpty());
}

TEST_F(DiagnosisTest, PublishersOfTheServersOwnMachineHaveNoUplink) {
  for (const char* address : {"127.0.0.1:5000", "[::1]:5000"}) {
    tracker_.reset();
    for (const double second : {0.0, 2.0}) {
      std::vector<PathItem> paths;
      std::vector<ConnectionItem> connections;
      for (const std::string name : {"a", "b", "c"}) {
        paths.push_back(camera(second, name, {webrtc_peer("r" + name)}));
        paths.back().source->id = "p" + name;
        connections.push_back(srt_connection("p" + name, "publish", name, {}));
        connections.back().remote_addr = address;
      }
      update(good_poll(second, std::move(paths), std::move(connections)));
    }
    update(good_poll(4, {}));
    ASSERT_THAT(shown_->problems, SizeIs(1));
    EXPECT_THAT(shown_->problems[0].text, testing::HasSubstr("3 streams of this server failed"));
  }
}

TEST_F(DiagnosisTest, CamerasPulledFromOneHostAreOneProblem) {
  const auto poll = [](double second, bool there) {
    std::vector<PathItem> paths;
    std::vector<PathConfig> configs;
    for (const std::string name : {"a", "b", "c"}) {
      paths.push_back(path({.name = name,
                            .inbound = static_cast<std::uint64_t>(second * 1000),
                            .available = there,
                            .source = PeerRef{{"rtsp", PeerKind::Static}, ""}}));
      paths.back().conf_name = name;
      PathConfig& config = configs.emplace_back();
      config.name = name;
      config.static_source = true;
      config.source_host = "192.0.2.9";
    }
    for (const std::string name : {"x", "y"}) {
      paths.push_back(camera(second, name));
    }
    PollResult made = good_poll(second, std::move(paths));
    made.path_configs.items = std::move(configs);
    return made;
  };
  update(poll(0, true));
  for (int second = 2; second <= 16; second += 2) update(poll(second, false));
  ASSERT_THAT(shown_->problems, SizeIs(1));
  EXPECT_EQ(shown_->problems[0].text,
            "3 streams pulled from 192.0.2.9 failed at once: a, b and c.");
}

TEST_F(DiagnosisTest, AProblemThatAnotherExporterToldIsNotToldAgain) {
  run_with_incident(24);
  ASSERT_THAT(shown_->problems, SizeIs(1));
  const Problem mine = shown_->problems[0];
  auto told = *decode_remembered(encode_snapshot(*shown_));
  told.problems.at(0).key = "told-by-another-1";
  told.problems.at(0).since -= seconds(1);
  tracker().restore(told, good_poll(second_, {}).finished_at, shown_->polled_at);
  run_with_incident(26);
  EXPECT_EQ(shown_->problems.at(0).key, "told-by-another-1");
  EXPECT_EQ(shown_->problems[0].since, mine.since - seconds(1));
  EXPECT_THAT(shown_->problem_changes, IsEmpty());
}

TEST_F(DiagnosisTest, WhatThisProcessWroteItselfIsNothingNew) {
  run_with_incident(24);
  auto old = *decode_remembered(encode_snapshot(*shown_));
  old.problems.clear();
  old.ours = true;
  tracker().restore(old, good_poll(second_, {}).finished_at, shown_->polled_at);
  run_with_incident(26);
  EXPECT_THAT(shown_->problem_changes, IsEmpty()) << "it is told already";
}

}  // namespace
}  // namespace mtxmon
