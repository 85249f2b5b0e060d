// Figures of streams from poll to poll, polls that fail, restarts.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/model/encode.h"
#include "tests/unit/exporter/node_tracker_fixture.h"

namespace mtxmon {
namespace {

TEST_F(NodeTrackerTest, TheFirstPollIsABaselineWithoutRates) {
  const Stream& first =
      stream(tracker_.update(good_poll(0, {path({.inbound = 1'000'000, .outbound = 500})})));
  EXPECT_EQ(first.inbound_bytes_total, 0U) << "what came before the exporter is not its to count";
  EXPECT_EQ(first.inbound_bytes, 1'000'000U);
  EXPECT_FALSE(first.inbound_bits_per_second.has_value());
  EXPECT_EQ(first.state, StreamState::Live);
  EXPECT_EQ(first.since, kStart)
      << "available_time lies after the first poll, so the poll's time counts";
}

TEST_F(NodeTrackerTest, RatesDivideByTheMeasuredTime) {
  tracker_.update(good_poll(0, {path({.inbound = 1000})}));
  const Stream& second =
      stream(tracker_.update(good_poll(2.5, {path({.inbound = 1000 + 250'000})})));
  EXPECT_DOUBLE_EQ(*second.inbound_bits_per_second, 800'000);
  EXPECT_EQ(second.inbound_bytes_total, 250'000U);
}

TEST_F(NodeTrackerTest, AReconnectCountsTheNewStreamWholeAndTheTotalGoesOn) {
  tracker_.update(good_poll(0, {path({.inbound = 0})}));
  tracker_.update(good_poll(2, {path({.inbound = 500'000})}));
  const Stream& back =
      stream(tracker_.update(good_poll(4, {path({.inbound = 70'000, .stream = 2})})));
  EXPECT_EQ(back.inbound_bytes_total, 570'000U);
  EXPECT_FALSE(back.inbound_bits_per_second.has_value()) << "a first sample has no rate";
}

TEST_F(NodeTrackerTest, ACounterThatFallsWithinOneStreamIsAReset) {
  tracker_.update(good_poll(0, {path({.inbound = 0})}));
  tracker_.update(good_poll(2, {path({.inbound = 500'000})}));
  const Stream& reset = stream(tracker_.update(good_poll(4, {path({.inbound = 100})})));
  EXPECT_EQ(reset.inbound_bytes_total, 500'100U);
}

TEST_F(NodeTrackerTest, CountersNearTheTopOf64BitsStayExact) {
  constexpr std::uint64_t kTop = 18'446'744'073'709'550'000U;
  tracker_.update(good_poll(0, {path({.inbound = kTop})}));
  const Stream& next = stream(tracker_.update(good_poll(2, {path({.inbound = kTop + 1001})})));
  EXPECT_EQ(next.inbound_bytes_total, 1001U);
  EXPECT_EQ(next.inbound_bytes, kTop + 1001);
}

TEST_F(NodeTrackerTest, AnUnavailableStreamHasNoFiguresAndItsZerosAreNoReset) {
  tracker_.update(good_poll(0, {path({.inbound = 0})}));
  tracker_.update(good_poll(2, {path({.inbound = 1000})}));
  const Stream& off =
      stream(tracker_.update(good_poll(4, {path({.inbound = 0, .available = false})})));
  EXPECT_EQ(off.state, StreamState::Offline);
  EXPECT_EQ(off.since, kStart + Milliseconds(4000));
  EXPECT_EQ(off.inbound_bytes_total, 1000U);
  EXPECT_FALSE(off.inbound_bits_per_second.has_value());
  EXPECT_FALSE(off.available_since.has_value());
}

TEST_F(NodeTrackerTest, AFailedPollEndsNothingAndTurnsUnknownAfterThreeIntervals) {
  tracker_.update(good_poll(0, {path({.inbound = 0})}));
  tracker_.update(good_poll(2, {path({.inbound = 1000})}));
  auto down = tracker_.update(failed_poll(4));
  EXPECT_FALSE(down->up);
  EXPECT_EQ(down->error, "connection refused");
  EXPECT_EQ(down->down_since, kStart + Milliseconds(4000));
  EXPECT_EQ(down->collected_at, kStart + Milliseconds(2000));
  EXPECT_EQ(stream(down).state, StreamState::Live) << "one failed poll is no verdict on a stream";
  EXPECT_EQ(stream(tracker_.update(failed_poll(6))).state, StreamState::Live);
  down = tracker_.update(failed_poll(8));
  EXPECT_EQ(stream(down).state, StreamState::Unknown);
  EXPECT_EQ(stream(down).inbound_bytes_total, 1000U) << "last values stay";
  EXPECT_EQ(down->down_since, kStart + Milliseconds(4000));
  const auto up = tracker_.update(good_poll(10, {path({.inbound = 1500})}));
  EXPECT_TRUE(up->up);
  EXPECT_FALSE(up->down_since.has_value());
  EXPECT_EQ(stream(up).state, StreamState::Live);
  EXPECT_EQ(stream(up).inbound_bytes_total, 1500U);
  EXPECT_DOUBLE_EQ(*stream(up).inbound_bits_per_second, 500 * 8 / 8.0)
      << "over the 8 s between the answers";
}

TEST_F(NodeTrackerTest, ANodeThatNeverAnsweredHasNoCollectedAt) {
  const auto down = tracker_.update(failed_poll(0));
  EXPECT_FALSE(down->collected_at.has_value());
  EXPECT_TRUE(down->streams.empty());
  EXPECT_THAT(encode_snapshot(*down), testing::Not(testing::HasSubstr("collected_at")));
}

TEST_F(NodeTrackerTest, AFailedSrtListKeepsItsConnectionsAndOneThatIsOffEndsThem) {
  const auto with_srt = [](double seconds) {
    return good_poll(seconds, {path({.inbound = 1})},
                     {srt_connection("pub", "publish", "cam", {{"msRTT", 0.04}})});
  };
  tracker_.update(with_srt(0));
  auto failed = good_poll(2, {path({.inbound = 2})});
  failed.lists[list_index("srtconns")].items.reset();
  failed.lists[list_index("srtconns")].endpoint.state = EndpointState::Failed;
  EXPECT_EQ(stream(tracker_.update(failed)).rtt_seconds, 0.04);
  auto off = failed;
  off.lists[list_index("srtconns")].endpoint.state = EndpointState::Off;
  EXPECT_FALSE(stream(tracker_.update(off)).rtt_seconds.has_value());
}

TEST_F(NodeTrackerTest, SessionsWithoutAListOfTheirOwnAreKnownById) {
  const auto snapshot = tracker_.update(good_poll(
      0,
      {path({.readers = {{{"rtsp", PeerKind::Session}, "r1"},
                         {{"hls", PeerKind::Session}, ""},
                         {{"srt", PeerKind::Session}, "r2"}}})},
      {srt_connection("pub", "publish", "cam", {}), srt_connection("r2", "read", "cam", {})}));
  std::vector<std::string> found;
  for (const Connection& one : snapshot->connections) found.push_back(one.protocol + " " + one.id);
  EXPECT_THAT(found, testing::UnorderedElementsAre("srt pub", "srt r2", "rtsp r1"));
  EXPECT_EQ(stream(snapshot).readers, 3U)
      << "the server's own number, the muxer without id included";
  EXPECT_THAT(stream(snapshot).readers_by_protocol,
              testing::UnorderedElementsAre(std::pair("rtsp", 1U), std::pair("hls", 1U),
                                            std::pair("srt", 1U)));
}

TEST_F(NodeTrackerTest, ARestartedExporterForgetsNothing) {
  tracker_.update(good_poll(0, {path({.name = "lost"}), path({.name = "cam"})}));
  tracker_.update(
      good_poll(2, {path({.name = "lost", .inbound = 7}), path({.name = "cam", .inbound = 100})}));
  tracker_.update(good_poll(4, {path({.name = "cam", .inbound = 200})}));
  for (const double seconds : {6.0, 8.0, 10.0})
    tracker_.update(good_poll(seconds, {path({.name = "cam", .inbound = 200})}));
  const auto last = tracker_.update(good_poll(12, {path({.name = "cam", .inbound = 200})}));
  ASSERT_EQ(stream(last).state, StreamState::Stalled);

  auto remembered = decode_remembered(encode_snapshot(*last));
  ASSERT_TRUE(remembered.ok());
  NodeTracker again("local", Milliseconds(2000), rules_);
  const auto poll = good_poll(20, {path({.name = "cam", .inbound = 200})});
  again.restore(std::move(*remembered), poll.finished_at, poll.polled_at);
  const auto first = again.update(poll);
  EXPECT_EQ(first->seq, last->seq + 1);
  EXPECT_EQ(stream(first, "lost").state, StreamState::Gone);
  EXPECT_EQ(stream(first, "lost").since, kStart + Milliseconds(4000));
  EXPECT_EQ(stream(first).state, StreamState::Stalled) << "no false recovery";
  EXPECT_EQ(stream(first).since, kStart + Milliseconds(4000));
  EXPECT_EQ(stream(first).inbound_bytes_total, 0U) << "totals count from the start of the process";
  EXPECT_FALSE(stream(first).inbound_bits_per_second.has_value());
}

TEST_F(NodeTrackerTest, ARestartDuringAnOutageForgetsNothing) {
  tracker_.update(good_poll(0, {path({.inbound = 0})}));
  tracker_.update(good_poll(2, {path({.inbound = 1000})}));
  tracker_.update(failed_poll(4));
  const auto down = tracker_.update(failed_poll(10));
  ASSERT_EQ(stream(down).state, StreamState::Unknown);

  auto remembered = decode_remembered(encode_snapshot(*down));
  ASSERT_TRUE(remembered.ok());
  NodeTracker again("local", Milliseconds(2000), rules_);
  const auto poll = failed_poll(12);
  again.restore(std::move(*remembered), poll.finished_at, poll.polled_at);
  const auto still_down = again.update(poll);
  EXPECT_EQ(stream(still_down).state, StreamState::Unknown);
  EXPECT_EQ(still_down->collected_at, kStart + Milliseconds(2000))
      << "the age of what is shown goes on";
  EXPECT_EQ(still_down->server_version, "v1.20.1");
  const auto up = again.update(good_poll(14, {}));
  EXPECT_EQ(stream(up).state, StreamState::Gone) << "it died while nobody could ask";
}

TEST_F(NodeTrackerTest, AStreamThatWasTakenOverShowsNoFiguresOfTheOldLink) {
  const auto old_link = srt_connection("pub", "publish", "cam", {{"msRTT", 0.04}});
  EXPECT_EQ(stream(tracker_.update(good_poll(0, {path({})}, {old_link}))).rtt_seconds, 0.04);
  auto taken_over = good_poll(
      2, {path({.stream = 2, .source = PeerRef{{"rtmp", PeerKind::Session}, "new"}})}, {old_link});
  EXPECT_FALSE(stream(tracker_.update(taken_over)).rtt_seconds.has_value());
}

TEST_F(NodeTrackerTest, AStreamHasTheFiguresOfItsLink) {
  const auto link =
      srt_connection("pub", "publish", "cam", {{"msRTT", 0.04}, {"msReceiveTsbPdDelay", 0.12}});
  const Stream& shown = stream(tracker_.update(good_poll(0, {path({})}, {link})));
  EXPECT_EQ(shown.latency_seconds, 0.12);
  EXPECT_FALSE(shown.unrecovered_loss_ratio.has_value()) << "nothing to compare with yet";
}

TEST_F(NodeTrackerTest, AMutedProblemSaysSoAlsoInTheRecordOfItsBeginning) {
  tracker_.update(good_poll(0, {path({.inbound = 1})}));
  Mute mute{.node = "local", .code = ReasonCode::ServerDown, .until = kStart + Milliseconds(6000)};
  mute.comment = "maintenance";
  const auto muted = tracker_.update(failed_poll(2), nullptr, {mute});
  ASSERT_EQ(muted->problems.size(), 1U);
  EXPECT_EQ(muted->problems[0].muted_until, mute.until);
  EXPECT_EQ(muted->problems[0].mute_comment, "maintenance");
  ASSERT_EQ(muted->problem_changes.size(), 1U);
  EXPECT_EQ(muted->problem_changes[0].problem.muted_until, mute.until);
  const auto over = tracker_.update(failed_poll(6), nullptr, {mute});
  ASSERT_EQ(over->problems.size(), 1U);
  EXPECT_FALSE(over->problems[0].muted_until) << "its time is over";
  EXPECT_TRUE(over->problem_changes.empty()) << "the problem is the same as before";
  mute.until += std::chrono::hours(1);
  tracker_.update(good_poll(8, {path({.inbound = 2})}), nullptr, {mute});
  const auto again = tracker_.update(failed_poll(10), nullptr, {mute});
  ASSERT_EQ(again->problems.size(), 1U);
  EXPECT_NE(again->problems[0].key, over->problems[0].key);
  EXPECT_EQ(again->problems[0].muted_until, mute.until) << "it came back, and is muted still";
}

TEST_F(NodeTrackerTest, RatesOverLongerTimes) {
  std::shared_ptr<const Snapshot> last;
  for (int i = 0; i <= 40; ++i) {
    const auto bytes = static_cast<std::uint64_t>(i) * 250'000 + (i == 40 ? 1'000'000 : 0);
    last = tracker_.update(good_poll(2 * i, {path({.inbound = bytes})}));
  }
  const Stream& shown = stream(last);
  EXPECT_DOUBLE_EQ(*shown.inbound_bits_per_second, 5'000'000);
  EXPECT_DOUBLE_EQ(*shown.inbound_rates.ten_seconds, 1'800'000);
  EXPECT_NEAR(*shown.inbound_rates.sixty_seconds, 1'133'333, 1);
  EXPECT_GT(*shown.inbound_rates.smoothed, 1'000'000);
  EXPECT_LT(*shown.inbound_rates.smoothed, 3'000'000);
}

TEST_F(NodeTrackerTest, AForwardHasItsRate) {
  const auto poll = [&](double seconds, std::uint64_t bytes) {
    PollResult result = good_poll(seconds, {path({.inbound = 1})});
    result.forwards.answered_at = result.finished_at;
    ForwardItem item;
    item.id = "f";
    item.path = "cam";
    item.state = "forwarding";
    item.outbound_bytes = bytes;
    result.forwards.items = {item};
    return tracker_.update(std::move(result));
  };
  poll(0, 1000);
  const auto next = poll(10, 2000);
  ASSERT_EQ(stream(next).forwards.size(), 1U);
  EXPECT_DOUBLE_EQ(*stream(next).forwards[0].outbound_bits_per_second, 800);
}

TEST_F(NodeTrackerTest, EventsComeWithTheSnapshot) {
  tracker_.update(good_poll(0, {}));
  const auto next = tracker_.update(good_poll(2, {path({.inbound = 5})}));
  ASSERT_EQ(next->events.size(), 1U);
  EXPECT_EQ(next->events[0].type, "stream_up");
}

TEST_F(NodeTrackerTest, EverySnapshotSaysWhereItComesFrom) {
  NodeTracker tracker("local", Milliseconds(2000), rules_, {},
                      {.host = "venue-a", .exporter = ProgramInfo{"1.2.3", ""}});
  PollResult failed = good_poll(0, {});
  failed.paths.items.reset();
  failed.error = "connection refused";
  const auto snapshot = tracker.update(std::move(failed));
  EXPECT_EQ(snapshot->host, "venue-a");
  EXPECT_EQ(snapshot->exporter, (ProgramInfo{"1.2.3", ""}));
}

TEST_F(NodeTrackerTest, WhatARestartOfTheServerEndedSaysSo) {
  PollResult before = good_poll(0, {}, {srt_connection("a", "publish", "cam", {})});
  before.info.started = kStart;
  tracker_.update(std::move(before));
  PollResult after = good_poll(2, {});
  after.info.started = kStart + std::chrono::seconds(1);
  const auto snapshot = tracker_.update(std::move(after));
  ASSERT_EQ(snapshot->ended.size(), 1U);
  EXPECT_EQ(snapshot->ended[0].cause, "server_restarted");
}

}  // namespace
}  // namespace mtxmon
