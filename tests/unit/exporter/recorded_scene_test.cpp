// The incidents of two real scenes, replayed: what happened is in the recording's own time line
// ("truth").
#include "tests/support/recorded_scene.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/model/encode.h"
#include "exporter/node_tracker.h"

namespace mtxmon {
namespace {

class Replay {
 public:
  explicit Replay(const std::string& file) {
    Decoder decoder;
    NodeTracker tracker("origin", Milliseconds(2000), StreamRules{});
    for (const RecordedPoll& poll : load_recording(file)) {
      seconds_.push_back(poll.seconds);
      snapshots_.push_back(tracker.update(to_poll_result(decoder, poll)));
    }
  }

  // The first snapshot at or after `seconds`.
  [[nodiscard]] const Snapshot& at(double seconds) const {
    const auto found = std::ranges::lower_bound(seconds_, seconds);
    return *snapshots_.at(static_cast<std::size_t>(found - seconds_.begin()));
  }
  [[nodiscard]] const Stream& stream(double seconds, const std::string& name) const {
    const auto& streams = at(seconds).streams;
    const auto found = std::ranges::find(streams, name, &Stream::name);
    if (found == streams.end()) throw std::runtime_error("no stream " + name);
    return *found;
  }
  [[nodiscard]] StreamState state(double seconds, const std::string& name) const {
    return stream(seconds, name).state;
  }
  // When `name` was first in `state`, in seconds of the recording.
  [[nodiscard]] double first(const std::string& name, StreamState state) const {
    for (std::size_t i = 0; i < snapshots_.size(); ++i) {
      for (const Stream& one : snapshots_[i]->streams) {
        if (one.name == name && one.state == state) return seconds_[i];
      }
    }
    return -1;
  }
  [[nodiscard]] const std::vector<std::shared_ptr<const Snapshot>>& all() const {
    return snapshots_;
  }

 private:
  std::vector<double> seconds_;
  std::vector<std::shared_ptr<const Snapshot>> snapshots_;
};

constexpr double kTwoPolls = 4.1;

// 26.x s: publisher of event/main killed; 34.x s back. 40.x s: publisher of cam/rtsp-tcp
// frozen, 47.x s thawed. 70.x s: server stopped, 75.x s started again; 78.x s: three publishers
// reconnect.
TEST(RecordedEvent, EveryIncidentShowsWithinTwoPollsPlusTheThresholdOfItsState) {
  const Replay replay("v1.20.1/event-origin.jsonl");
  EXPECT_EQ(replay.state(20, "event/main"), StreamState::Live);
  // A killed SRT publisher says no good-bye: the server waits, and until then only its bytes tell.
  const double silent = replay.first("event/main", StreamState::Stalled);
  EXPECT_GT(silent, 26.1 + 5 - 2);
  EXPECT_LT(silent, 26.1 + 5 + kTwoPolls);
  EXPECT_EQ(replay.state(34.02 + kTwoPolls, "event/main"), StreamState::Live);
  const double stalled = replay.first("cam/rtsp-tcp", StreamState::Stalled);
  EXPECT_GT(stalled, 40 + 5 - 2);
  EXPECT_LT(stalled, 40.5 + 5 + kTwoPolls);
  EXPECT_EQ(replay.state(51, "cam/rtsp-tcp"), StreamState::Live);
}

TEST(RecordedEvent, AServerThatIsAwayIsDownAtOnceAndUnknownAfterThreeIntervals) {
  const Replay replay("v1.20.1/event-origin.jsonl");
  bool saw_down = false;
  for (const auto& snapshot : replay.all()) {
    if (snapshot->up) continue;
    saw_down = true;
    EXPECT_TRUE(snapshot->down_since.has_value());
    EXPECT_FALSE(snapshot->error.empty());
    EXPECT_FALSE(snapshot->streams.empty()) << "a failed request ends nothing";
    const auto age = snapshot->polled_at - *snapshot->collected_at;
    for (const Stream& stream : snapshot->streams) {
      if (stream.state == StreamState::Gone) continue;
      EXPECT_EQ(stream.state == StreamState::Unknown, age >= Milliseconds(5990)) << stream.name;
    }
  }
  EXPECT_TRUE(saw_down);
}

TEST(RecordedEvent, TotalsNeverFallAndRatesAreNeverAbsurd) {
  const Replay replay("v1.20.1/event-origin.jsonl");
  std::map<std::string, std::uint64_t> totals;
  for (const auto& snapshot : replay.all()) {
    for (const Stream& stream : snapshot->streams) {
      const auto total = stream.inbound_bytes_total.value_or(0);
      EXPECT_GE(total, totals[stream.name]) << stream.name;
      totals[stream.name] = total;
      if (stream.inbound_bits_per_second) {
        EXPECT_GE(*stream.inbound_bits_per_second, 0);
        EXPECT_LT(*stream.inbound_bits_per_second, 8e6)
            << stream.name;  // the largest stream has 1.1 Mbit/s
      }
    }
  }
  EXPECT_GT(totals["event/main"], 5'000'000U);
}

TEST(RecordedEvent, TheLossyLinkShowsAsLinkLoss) {
  const Replay replay("v1.20.1/event-origin.jsonl");
  const auto calm = replay.stream(50, "event/main").link_loss_ratio;
  const auto lossy = replay.stream(64, "event/main").link_loss_ratio;  // 25 % since 52.x s
  ASSERT_TRUE(calm && lossy);
  EXPECT_LT(*calm, 0.06);
  EXPECT_GT(*lossy, 0.12);
  EXPECT_LT(*lossy, 0.35);
}

TEST(RecordedEvent, StreamsAreJoinedWithTheirConnections) {
  const Replay replay("v1.20.1/event-origin.jsonl");
  const Stream& main = replay.stream(20, "event/main");
  EXPECT_EQ(main.source->type.protocol, "srt");
  EXPECT_NEAR(*main.rtt_seconds, 0.041, 0.01);
  EXPECT_NEAR(*main.inbound_bits_per_second, 1.1e6, 0.2e6);
  EXPECT_NEAR(*main.receive_bits_per_second, 1.2e6, 0.2e6);
  ASSERT_EQ(main.tracks.size(), 2U);
  EXPECT_EQ(main.tracks[0], (Track{"H264", 640, 360, {}, {}, "Baseline", "3"}));
  EXPECT_EQ(main.tracks[1], (Track{"MPEG-4 Audio", {}, {}, 48000, 1, "", ""}));
  const auto& connections = replay.at(20).connections;
  const auto publisher = std::ranges::find(connections, main.source->id, &Connection::id);
  ASSERT_NE(publisher, connections.end());
  EXPECT_EQ(publisher->role, Role::Publisher);
  EXPECT_EQ(publisher->stream, "event/main");
  const auto readers = std::ranges::count_if(connections, [](const Connection& one) {
    return one.stream == "event/main" && one.role == Role::Reader;
  });
  EXPECT_EQ(readers, static_cast<std::ptrdiff_t>(*main.readers));
}

TEST(RecordedEvent, TheSlateIsNeitherLiveNorOffline) {
  const Replay replay("v1.20.1/event-origin.jsonl");
  EXPECT_EQ(replay.state(20, "always/on"), StreamState::Standby);
}

TEST(RecordedEvent, NoPlantedSecretSurvivesDecoding) {
  const Replay replay("v1.20.1/event-origin.jsonl");
  for (const auto& snapshot : replay.all()) {
    EXPECT_THAT(encode_snapshot(*snapshot), testing::Not(testing::HasSubstr("S3CRET")));
  }
}

// 14.x s: every publisher frozen; the server drops them 10 s later; 32.x s: they continue.
TEST(RecordedFrozenPublishers, StallComesBeforeTheServerDropsThem) {
  const Replay replay("v1.20.1/frozen-publishers-origin.jsonl");
  for (const char* name :
       {"event/main", "cam/rtsp-tcp", "cam/rtsp-udp", "cam/rtsps", "stage/rtmp"}) {
    EXPECT_EQ(replay.state(12, name), StreamState::Live) << name;
    const double stalled = replay.first(name, StreamState::Stalled);
    EXPECT_GT(stalled, 14) << name;
    EXPECT_LT(stalled, 14.5 + 5 + kTwoPolls) << name;
    const Stream& stream = replay.stream(stalled, name);
    EXPECT_LT(stream.since, kRecordingStart + Milliseconds(16'500))
        << "a stall began with the last byte";
    ASSERT_EQ(stream.reasons.size(), 1U);
    EXPECT_EQ(stream.reasons[0].code, ReasonCode::NoInboundBytes);
  }
}

// Paths that exist only through a wildcard vanish from the list with their publisher.
TEST(RecordedFrozenPublishers, AWildcardPathThatVanishesIsGoneAndKeepsItsLastSource) {
  const Replay replay("v1.20.1/frozen-publishers-origin.jsonl");
  const double gone = replay.first("cam/rtsp-udp", StreamState::Gone);
  ASSERT_GT(gone, 14 + 5);
  const Stream& stream = replay.stream(gone, "cam/rtsp-udp");
  EXPECT_EQ(stream.source->type.protocol, "rtsp");
  EXPECT_FALSE(stream.tracks.empty());
  EXPECT_FALSE(stream.inbound_bits_per_second.has_value());
  EXPECT_FALSE(stream.readers.has_value());
  EXPECT_GT(*stream.inbound_bytes_total, 0U) << "the total stays";
}

TEST(RecordedSteady, EveryVersionGivesTheSameStreams) {
  // v1.0.3 serves /v2 and has no path bytesSent; its paths list decodes all the same.
  for (const char* version :
       {"v1.0.3", "v1.2.1", "v1.9.3", "v1.12.3", "v1.17.1", "v1.19.3", "v1.20.1"}) {
    const Replay replay(std::string(version) + "/steady-origin.jsonl");
    const Snapshot& last = *replay.all().back();
    std::map<std::string, std::string> found;
    for (const Stream& stream : last.streams) {
      found[stream.name] = std::string(state_word(stream.state)) + " " +
                           (stream.source ? stream.source->type.protocol : "-");
    }
    EXPECT_EQ(found["event/main"], "live srt") << version;
    EXPECT_EQ(found["cam/rtsp-tcp"], "live rtsp") << version;
    if (std::string_view(version) != "v1.0.3") {  // recorded without RTSPS
      EXPECT_EQ(found["cam/rtsps"], "live rtsps") << version;
    }
    EXPECT_EQ(found["stage/rtmp"], "live rtmp") << version;
    EXPECT_EQ(found["in/udp-mpegts"], "live mpegts") << version;
  }
}

}  // namespace
}  // namespace mtxmon
