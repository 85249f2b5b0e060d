#include "exporter/end_cause.h"

#include <gtest/gtest.h>

#include "exporter/node_tracker.h"
#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {
namespace {

// One stream "cam" of the publisher "pub" with the reader "viewer", both by SRT, poll after poll.
class EndCause : public testing::Test {
 protected:
  struct Seen {
    std::optional<PathSpec> path = PathSpec{};
    bool publisher = true, reader = true;
    std::string conf_name = "all_others";
  };

  std::shared_ptr<const Snapshot> poll(double seconds, const Seen& seen) {
    std::vector<ConnectionItem> srt;
    if (seen.publisher) {
      srt.push_back(srt_connection("pub", "publish", "cam", {{"bytesReceived", received_}}));
    }
    if (seen.reader) {
      srt.push_back(srt_connection(
          "viewer", "read", "cam",
          {{"bytesSent", sent_}, {"packetsReceivedACK", acks_}, {"packetsSendDrop", dropped_}}));
    }
    std::vector<PathItem> paths;
    if (seen.path) {
      paths.push_back(path(*seen.path));
      paths.back().conf_name = seen.conf_name;
    }
    PollResult result = good_poll(seconds, std::move(paths), std::move(srt));
    result.read_timeout_seconds = read_timeout_seconds_;
    return tracker_.update(std::move(result));
  }
  // Polls every 2 s up to `until`, all figures move.
  void live(int until) {
    for (; seconds_ <= until; seconds_ += 2) {
      received_ += 1000;
      sent_ += 1000;
      ++acks_;
      poll(seconds_, {});
    }
  }
  static std::string cause_of(const std::shared_ptr<const Snapshot>& snapshot,
                              const std::string& id) {
    for (const EndedConnection& ended : snapshot->ended) {
      if (ended.last.id == id) return ended.cause.empty() ? "unknown" : ended.cause;
    }
    return "still there";
  }

  NodeTracker tracker_{"local", Milliseconds(2000), StreamRules{}};
  std::uint64_t received_ = 0, sent_ = 0, acks_ = 0, dropped_ = 0;
  int seconds_ = 0;
  std::optional<double> read_timeout_seconds_;  // nothing: the server does not tell
};

const PathSpec kAnother{.stream = 2, .source = PeerRef{{"rtmp", PeerKind::Session}, "new"}};

TEST_F(EndCause, WhoLeavesALiveStreamHasHisReasons) {
  live(4);
  const auto snapshot = poll(6, {.reader = false});
  EXPECT_EQ(cause_of(snapshot, "viewer"), "unknown");
  EXPECT_EQ(cause_of(snapshot, "pub"), "still there");
}

TEST_F(EndCause, APathWithAnotherPublisherWasTakenOver) {
  live(4);
  const auto snapshot = poll(6, {.path = kAnother, .publisher = false, .reader = false});
  EXPECT_EQ(cause_of(snapshot, "pub"), "publisher_replaced");
  EXPECT_EQ(cause_of(snapshot, "viewer"), "publisher_ended") << "its stream object is gone";
}

TEST_F(EndCause, APublisherThatJustGoesEndsItsReadersAndNotItself) {
  live(4);
  const auto snapshot = poll(6, {.path = std::nullopt, .publisher = false, .reader = false});
  EXPECT_EQ(cause_of(snapshot, "pub"), "unknown");
  EXPECT_EQ(cause_of(snapshot, "viewer"), "publisher_ended");
}

TEST_F(EndCause, AStreamThatSurvivesItsPublisherEndsNoReader) {
  live(4);  // an always-available path: the slate goes on in the same stream object
  const auto snapshot = poll(6, {.path = PathSpec{.online = false, .source = std::nullopt},
                                 .publisher = false,
                                 .reader = false});
  EXPECT_EQ(cause_of(snapshot, "viewer"), "unknown");
}

TEST_F(EndCause, AReaderThatEndsLaterThanTheStreamIsNotExplainedByIt) {
  live(4);
  poll(6, {.path = kAnother, .publisher = false});
  EXPECT_EQ(cause_of(poll(8, {.path = kAnother, .publisher = false, .reader = false}), "viewer"),
            "unknown");
}

TEST_F(EndCause, APublisherThatWasNeverTheSourceWasNotReplaced) {
  poll(0, {.path = kAnother});
  EXPECT_EQ(cause_of(poll(2, {.path = kAnother, .publisher = false}), "pub"), "unknown");
}

TEST_F(EndCause, ReleasesWithoutATimeOfTheStreamTellByItsPublisher) {
  auto at = [&](double seconds, const std::string& source, bool reader) {
    PathItem item = path({.source = PeerRef{{"srt", PeerKind::Session}, source}});
    item.available_time.reset();
    std::vector<ConnectionItem> srt;
    if (reader) srt.push_back(srt_connection("viewer", "read", "cam", {}));
    return tracker_.update(good_poll(seconds, {item}, std::move(srt)));
  };
  at(0, "a", true);
  EXPECT_EQ(cause_of(at(2, "b", false), "viewer"), "publisher_ended");
  at(4, "b", true);
  EXPECT_EQ(cause_of(at(6, "b", false), "viewer"), "unknown");
}

TEST_F(EndCause, APathWithAnEntryOfItsOwnIsListedAsLongAsThatIsThere) {
  poll(0, {.conf_name = "cam"});
  const auto gone = poll(2, {.path = std::nullopt, .publisher = false, .reader = false});
  EXPECT_EQ(cause_of(gone, "pub"), "path_removed");
  EXPECT_EQ(cause_of(gone, "viewer"), "path_removed");
}

TEST_F(EndCause, APathThatIsOfAWildcardNowHasLostItsEntry) {
  poll(0, {.conf_name = "cam"});
  EXPECT_EQ(cause_of(poll(2, {.path = kAnother, .publisher = false}), "pub"), "path_removed");
}

TEST_F(EndCause, AnOutageOfTheApiHidesWhatCameFirst) {
  live(4);
  tracker_.update(failed_poll(6));
  const auto snapshot = poll(8, {.path = kAnother, .publisher = false, .reader = false});
  EXPECT_EQ(cause_of(snapshot, "pub"), "unknown");
  EXPECT_EQ(cause_of(snapshot, "viewer"), "unknown");
}

TEST_F(EndCause, PollsFarApartShowNoOrderEither) {
  live(4);
  EXPECT_EQ(cause_of(poll(12, {.path = kAnother, .publisher = false}), "pub"), "unknown");
}

TEST_F(EndCause, APublisherThatFrozeForEightSecondsWasDropped) {
  live(4);
  for (int at = 6; at <= 10; at += 2) poll(at, {});
  EXPECT_EQ(cause_of(poll(12, {.path = std::nullopt, .publisher = false}), "pub"), "read_timeout");
}

TEST_F(EndCause, APublisherThatWasStillForLessMayHaveLeft) {
  live(4);
  for (int at = 6; at <= 8; at += 2) poll(at, {});
  EXPECT_EQ(cause_of(poll(10, {.path = std::nullopt, .publisher = false}), "pub"), "unknown");
}

TEST_F(EndCause, WhatTheServerTellsOfItsTimeoutCounts) {
  read_timeout_seconds_ = 30;
  live(4);
  for (int at = 6; at <= 18; at += 2) poll(at, {});
  EXPECT_EQ(cause_of(poll(20, {.path = std::nullopt, .publisher = false}), "pub"), "unknown")
      << "it went by itself";
}

TEST_F(EndCause, AShortTimeoutNeedsAShortFreeze) {
  read_timeout_seconds_ = 5;
  live(4);
  for (int at = 6; at <= 8; at += 2) poll(at, {});
  EXPECT_EQ(cause_of(poll(10, {.path = std::nullopt, .publisher = false}), "pub"), "read_timeout");
}

TEST_F(EndCause, AFreezeThatNobodySawIsNone) {
  live(4);
  poll(6, {});
  EXPECT_EQ(cause_of(poll(60, {.path = std::nullopt, .publisher = false}), "pub"), "unknown");
}

TEST_F(EndCause, AnSrtReaderThatAcknowledgesNothingTimedOut) {
  live(4);
  for (int at = 6; at <= 10; at += 2) {
    sent_ += 1000;
    poll(at, {});
  }
  EXPECT_EQ(cause_of(poll(12, {.reader = false}), "viewer"), "reader_timeout");
}

TEST_F(EndCause, AReaderThatHasNothingToAcknowledgeIsNotMute) {
  live(4);
  for (int at = 6; at <= 10; at += 2) poll(at, {});
  EXPECT_EQ(cause_of(poll(12, {.reader = false}), "viewer"), "unknown")
      << "the stream stands still";
}

TEST_F(EndCause, AReaderThatTakesNothingWhileMediaIsDiscardedTimedOut) {
  live(4);
  for (int at = 6; at <= 10; at += 2) {
    ++acks_;
    dropped_ += 10;
    poll(at, {});
  }
  EXPECT_EQ(cause_of(poll(12, {.reader = false}), "viewer"), "reader_timeout");
}

TEST_F(EndCause, DiscardedFramesOfAReaderThatStillTakesSomeAreNoTimeout) {
  live(4);
  for (int at = 6; at <= 10; at += 2) {
    ++acks_;
    sent_ += 10;
    dropped_ += 10;
    poll(at, {});
  }
  EXPECT_EQ(cause_of(poll(12, {.reader = false}), "viewer"), "unknown");
}

TEST_F(EndCause, AnRtspReaderWithoutReportsForTwentySecondsTimedOut) {
  for (const int silent : {18, 20}) {
    SCOPED_TRACE(silent);
    NodeTracker tracker("local", Milliseconds(2000), StreamRules{});
    const auto at = [&](int seconds, std::optional<std::uint64_t> reports) {
      PollResult result = good_poll(seconds, {path({})});
      if (reports) {
        result.lists[list_index("rtspsessions")].items->push_back(
            connection_item(kRtsp, "v", "read", "cam",
                            {{"outboundBytes", static_cast<std::uint64_t>(seconds) * 1000},
                             {"inboundRTCPPackets", *reports}}));
      }
      return tracker.update(std::move(result));
    };
    at(0, 1);
    at(2, 2);
    for (int seconds = 4; seconds <= 2 + silent; seconds += 2) at(seconds, 2);
    EXPECT_EQ(cause_of(at(4 + silent, std::nullopt), "v"),
              silent < 20 ? "unknown" : "reader_timeout");
  }
}

TEST_F(EndCause, ARestartOfTheServerOutranksEverything) {
  const auto at = [&](double seconds, int started, bool there) {
    std::vector<ConnectionItem> srt;
    if (there) srt.push_back(srt_connection("pub", "publish", "cam", {}));
    PollResult result = good_poll(seconds, {path(there ? PathSpec{} : kAnother)}, std::move(srt));
    result.info.started = kStart + std::chrono::seconds(started);
    return tracker_.update(std::move(result));
  };
  at(0, 0, true);
  EXPECT_EQ(cause_of(at(2, 1, false), "pub"), "server_restarted");
}

TEST_F(EndCause, AProtocolThatIsOffOutranksThePath) {
  live(4);
  PollResult off = good_poll(6, {path(kAnother)});
  off.lists[list_index("srtconns")].endpoint.state = EndpointState::Off;
  off.lists[list_index("srtconns")].items.reset();
  EXPECT_EQ(cause_of(tracker_.update(std::move(off)), "pub"), "protocol_off");
}

}  // namespace
}  // namespace mtxmon
