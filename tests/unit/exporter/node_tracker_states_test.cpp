// The states of streams, from poll to poll.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/exporter/node_tracker_fixture.h"

namespace mtxmon {
namespace {

TEST_F(NodeTrackerTest, AStallNeedsTheTimeAndTwoPollsAndEndsWithTheFirstByte) {
  tracker_.update(good_poll(0, {path({.inbound = 0})}));
  tracker_.update(good_poll(2, {path({.inbound = 1000})}));
  EXPECT_EQ(stream(tracker_.update(good_poll(4, {path({.inbound = 1000})}))).state,
            StreamState::Live);
  EXPECT_EQ(stream(tracker_.update(good_poll(6, {path({.inbound = 1000})}))).state,
            StreamState::Live)
      << "4 s";
  const Stream& stalled = stream(tracker_.update(good_poll(8, {path({.inbound = 1000})})));
  EXPECT_EQ(stalled.state, StreamState::Stalled);
  EXPECT_EQ(stalled.since, kStart + Milliseconds(2000)) << "counted from the last poll that grew";
  ASSERT_EQ(stalled.reasons.size(), 1U);
  EXPECT_EQ(stalled.reasons[0].text, "No bytes for 6 s, still connected.");
  EXPECT_EQ(stream(tracker_.update(good_poll(10, {path({.inbound = 1001})}))).state,
            StreamState::Live);
  EXPECT_EQ(stream(held_).since, kStart + Milliseconds(10'000));
}

TEST_F(NodeTrackerTest, OnePollAfterALongPauseIsNoStall) {
  tracker_.update(good_poll(0, {path({.inbound = 0})}));
  tracker_.update(good_poll(2, {path({.inbound = 1000})}));
  EXPECT_EQ(stream(tracker_.update(good_poll(30, {path({.inbound = 1000})}))).state,
            StreamState::Live);
}

TEST_F(NodeTrackerTest, AStreamThatNeverSendsAByteStallsToo) {
  for (const double seconds : {0.0, 2.0, 4.0})
    tracker_.update(good_poll(seconds, {path({.inbound = 0})}));
  EXPECT_EQ(stream(tracker_.update(good_poll(6, {path({.inbound = 0})}))).state,
            StreamState::Stalled);
}

TEST_F(NodeTrackerTest, TheSlateOfAnAlwaysAvailablePathIsStandby) {
  const Stream& slate =
      stream(tracker_.update(good_poll(0, {path({.online = false, .source = std::nullopt})})));
  EXPECT_EQ(slate.state, StreamState::Standby);
  ASSERT_EQ(slate.reasons.size(), 1U);
  EXPECT_EQ(slate.reasons[0].code, ReasonCode::SlatePlaying);
  EXPECT_EQ(slate.reasons[0].severity, Severity::Info) << "meant to be so, as far as we know";
}

TEST_F(NodeTrackerTest, TheSlateOfAPublisherThatIsGoneIsAWarningForADay) {
  const auto slate = [&](double seconds) {
    return stream(
        tracker_.update(good_poll(seconds, {path({.online = false, .source = std::nullopt})})));
  };
  tracker_.update(good_poll(0, {path({.inbound = 1000})}));
  EXPECT_EQ(slate(2).reasons.at(0).severity, Severity::Warning);
  EXPECT_EQ(slate(14).reasons.at(0).text, "The publisher has been gone for 12 s, the slate plays.");
  EXPECT_EQ(slate(14).reasons.at(0).since, kStart + Milliseconds(2000));
  (void)slate(24 * 3600);
  EXPECT_EQ(slate(24 * 3600 + 20).reasons.at(0).severity, Severity::Info);
  EXPECT_TRUE(stream(tracker_.update(good_poll(24 * 3600 + 22, {path({.inbound = 1000})})))
                  .reasons.empty());
}

// The last byte came with the poll at 2 s.
class StalledFor : public NodeTrackerTest {
 protected:
  Stream frozen(int seconds, const std::string& protocol,
                std::optional<double> read_timeout_seconds,
                const std::string& version = "v1.20.1") {
    NodeTracker tracker("local", Milliseconds(2000), {});
    const PeerRef source{{protocol, PeerKind::Session}, "pub"};
    Stream shown;
    for (int at = 0; at <= 2 + seconds; at += 2) {
      auto poll =
          good_poll(at, {path({.inbound = static_cast<std::uint64_t>(std::min(at, 2)) * 1000,
                               .source = source})});
      poll.info.version = version;
      if (at == 0) poll.read_timeout_seconds = read_timeout_seconds;
      shown = stream(tracker.update(std::move(poll)));
    }
    return shown;
  }
};

TEST_F(StalledFor, TheServersReadTimeoutSaysHowLongItStaysConnected) {
  const Stream stalled = frozen(6, "srt", 10);
  EXPECT_EQ(stalled.stalled_remaining_seconds, 4);
  EXPECT_EQ(stalled.reasons.at(0).text,
            "No bytes for 6 s, still connected. MediaMTX drops the publisher in about 4 s.");
  EXPECT_EQ(frozen(6, "rtmps", 20).stalled_remaining_seconds, 14);
}

TEST_F(StalledFor, NothingIsPromisedThatIsNotKnown) {
  EXPECT_FALSE(frozen(6, "srt", std::nullopt).stalled_remaining_seconds.has_value());
  EXPECT_FALSE(frozen(6, "webrtc", 10).stalled_remaining_seconds.has_value()) << "that is ICE's";
  EXPECT_FALSE(frozen(6, "srt", 10, "v1.16.1").stalled_remaining_seconds.has_value());
  EXPECT_TRUE(frozen(6, "rtsp", 10, "v1.16.1").stalled_remaining_seconds.has_value());
  const Stream outlived = frozen(12, "rtsp", 10);
  EXPECT_FALSE(outlived.stalled_remaining_seconds.has_value());
  EXPECT_EQ(outlived.reasons.at(0).text, "No bytes for 12 s, still connected.");
  EXPECT_FALSE(frozen(2, "srt", 10).stalled_remaining_seconds.has_value()) << "not stalled yet";
}

TEST_F(NodeTrackerTest, AbsenceFromACompleteListIsGoneAndIsForgottenInTheEnd) {
  tracker_.update(
      good_poll(0, {path({.inbound = 0, .readers = {{{"rtsp", PeerKind::Session}, "r"}}})}));
  tracker_.update(good_poll(2, {path({.inbound = 9000})}));
  const Stream& gone = stream(tracker_.update(good_poll(4, {})));
  EXPECT_EQ(gone.state, StreamState::Gone);
  EXPECT_EQ(gone.since, kStart + Milliseconds(4000));
  EXPECT_FALSE(gone.readers.has_value());
  EXPECT_TRUE(gone.source.has_value());
  EXPECT_TRUE(has(*tracker_.update(good_poll(4 + 24 * 3600 - 1, {})), "cam"));
  EXPECT_FALSE(has(*tracker_.update(good_poll(4 + 24 * 3600 + 1, {})), "cam"));
}

TEST_F(NodeTrackerTest, AGoneStreamThatComesBackIsLiveAndItsTotalGoesOn) {
  tracker_.update(good_poll(0, {path({.inbound = 0})}));
  tracker_.update(good_poll(2, {path({.inbound = 9000})}));
  tracker_.update(good_poll(4, {}));
  const Stream& back = stream(tracker_.update(good_poll(6, {path({.inbound = 50, .stream = 5})})));
  EXPECT_EQ(back.state, StreamState::Live);
  EXPECT_EQ(back.inbound_bytes_total, 9050U);
}

TEST_F(NodeTrackerTest, AWrongNameThatSomebodyAskedForLeavesNoTrace) {
  tracker_.update(good_poll(0, {path({.name = "typo", .available = false})}));
  EXPECT_FALSE(has(*tracker_.update(good_poll(2, {})), "typo"));
}

TEST_F(NodeTrackerTest, OnlyTheNewestGoneStreamsAreRemembered) {
  StreamRules rules;
  rules.remember_max = 3;
  NodeTracker small("local", Milliseconds(2000), rules);
  std::shared_ptr<const Snapshot> snapshot;
  for (int i = 0; i < 10; ++i)
    snapshot = small.update(good_poll(2.0 * i, {path({.name = "s" + std::to_string(i)})}));
  EXPECT_EQ(snapshot->streams.size(), 1U + 3U);
  EXPECT_TRUE(has(*snapshot, "s8"));
  EXPECT_FALSE(has(*snapshot, "s5"));
}

PollResult with_configs(PollResult poll, std::vector<PathConfig> configs) {
  poll.path_configs.endpoint.state = EndpointState::Ok;
  poll.path_configs.items = std::move(configs);
  return poll;
}
PathItem configured(const std::string& name, std::optional<PeerRef> source = {}) {
  PathItem item = path({.name = name, .available = false, .source = std::move(source)});
  item.conf_name = name;
  return item;
}

TEST_F(NodeTrackerTest, OnDemandIsIdleNotOffline) {
  const PathConfig on_demand{.name = "ask", .on_demand = true};
  tracker_.update(with_configs(good_poll(0, {}), {on_demand, {.name = "plain"}}));
  const auto snapshot = tracker_.update(good_poll(2, {configured("ask"), configured("plain")}));
  EXPECT_EQ(stream(snapshot, "ask").state, StreamState::Idle);
  EXPECT_EQ(stream(snapshot, "plain").state, StreamState::Offline);
}

TEST_F(NodeTrackerTest, ASourceThatIsNotReachedIsSaidAfterTenSeconds) {
  const PeerRef pulled{{"rtsp", PeerKind::Static}, ""};
  const auto poll = [&](double seconds) {
    return tracker_.update(with_configs(good_poll(seconds, {configured("pull", pulled)}),
                                        {{.name = "pull", .static_source = true}}));
  };
  poll(0);
  EXPECT_TRUE(stream(poll(8), "pull").reasons.empty());
  const Stream& late = stream(poll(10), "pull");
  EXPECT_EQ(late.state, StreamState::Offline);
  ASSERT_EQ(late.reasons.size(), 1U);
  EXPECT_EQ(late.reasons[0].code, ReasonCode::SourceUnreachable);
  EXPECT_EQ(late.reasons[0].severity, Severity::Warning);
}

TEST_F(NodeTrackerTest, WhatTheServerSaysOfASourceIsShownAndExplains) {
  const PeerRef pulled{{"rtsp", PeerKind::Static}, ""};
  const auto poll = [&](double seconds, std::optional<std::vector<SourceItem>> sources,
                        bool available = false) {
    PathItem item = configured("pull", pulled);
    item.available = available;
    auto result =
        with_configs(good_poll(seconds, {item}), {{.name = "pull", .static_source = true}});
    if (sources) result.sources.endpoint.state = EndpointState::Ok;
    result.sources.items = std::move(sources);
    return tracker_.update(std::move(result));
  };
  poll(0, {});
  const SourceItem dead{"pull", "error", "connection refused"};
  const Stream& at_once = stream(poll(2, {{dead}}), "pull");
  EXPECT_EQ(at_once.source->state, "error");
  EXPECT_TRUE(at_once.reasons.empty()) << "it may still come";
  const auto later = poll(12, {});
  EXPECT_EQ(stream(later, "pull").source->last_error, "connection refused") << "as said last";
  ASSERT_EQ(stream(later, "pull").reasons.size(), 1U);
  EXPECT_EQ(stream(later, "pull").reasons[0].text,
            "MediaMTX has not reached this source for 12 s: connection refused");
  EXPECT_EQ(later->endpoints.at("sources").state, EndpointState::Ok);

  const Stream& reached = stream(poll(14, {}, true), "pull");
  EXPECT_EQ(reached.state, StreamState::Live);
  EXPECT_EQ(reached.source->state, "") << "what was said before it came is history";
  EXPECT_EQ(stream(poll(16, {{{"pull", "running", ""}}}, true), "pull").source->state, "running");
}

TEST_F(NodeTrackerTest, AServerThatLostTheRouteSaysNothingOfSources) {
  const PeerRef pulled{{"rtsp", PeerKind::Static}, ""};
  auto known = good_poll(0, {configured("pull", pulled)});
  known.sources.items = {{"pull", "error", "refused"}};
  EXPECT_EQ(stream(tracker_.update(known), "pull").source->state, "error");
  auto older = good_poll(2, {configured("pull", pulled)});
  older.sources.endpoint.state = EndpointState::Off;
  EXPECT_EQ(stream(tracker_.update(older), "pull").source->state, "");
}

TEST_F(NodeTrackerTest, APublisherWithoutAStreamIsStartingForAWhile) {
  const auto poll = [&](double seconds) {
    PollResult result = good_poll(seconds, {});
    ConnectionItem item = connection_item(kWebrtc, "w", "publish", "whip", {});
    item.established = false;
    result.lists[list_index("webrtcsessions")].items->push_back(item);
    return tracker_.update(std::move(result));
  };
  EXPECT_EQ(stream(poll(0), "whip").state, StreamState::Starting);
  EXPECT_EQ(stream(poll(14), "whip").state, StreamState::Starting);
  EXPECT_EQ(stream(poll(16), "whip").state, StreamState::Offline) << "it never came";
  EXPECT_FALSE(has(*tracker_.update(good_poll(18, {})), "whip")) << "and leaves no trace";
}

}  // namespace
}  // namespace mtxmon
