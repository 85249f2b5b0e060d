#include "exporter/snapshot_writes.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

Snapshot one_stream() {
  Snapshot snapshot;
  snapshot.node = "local";
  snapshot.seq = 7;
  snapshot.up = true;
  snapshot.collected_at = WallTime(Milliseconds(1795348800123));
  Stream& stream = snapshot.streams.emplace_back();
  stream.name = "cam/1";
  stream.state = StreamState::Live;
  stream.readers = 2;
  stream.inbound_bits_per_second = 1e6;
  return snapshot;
}

TEST(SnapshotWrites, CarryDocumentNoticeAndOneSamplePerStream) {
  const SourceWrite write = make_write(one_stream(), Keys("mediamtx:"));
  EXPECT_EQ(write.source, "local");
  EXPECT_EQ(
      write.notice,
      R"({"type":"streams","node":"local","seq":7,"collected_at":"2026-11-22T12:00:00.123Z"})");
  EXPECT_THAT(*write.latest, testing::HasSubstr(R"("name":"cam/1")"));
  ASSERT_EQ(write.history.size(), 1U);
  EXPECT_EQ(write.history[0].key, "mediamtx:history:{local}:stream:cam/1");
  EXPECT_EQ(write.history[0].sample.time, *one_stream().collected_at);
  EXPECT_THAT(write.history[0].sample.values,
              testing::UnorderedElementsAre(testing::Pair("readers", 2),
                                            testing::Pair("inbound_bits_per_second", 1e6)));
}

TEST(SnapshotWrites, AnOutageIsAGap) {
  Snapshot down = one_stream();
  down.up = false;
  EXPECT_TRUE(make_write(down, Keys("mediamtx:")).history.empty());
}

TEST(SnapshotWrites, StreamsThatAreNotThereHaveNoSamples) {
  for (const StreamState state : {StreamState::Gone, StreamState::Offline}) {
    Snapshot snapshot = one_stream();
    snapshot.streams[0].state = state;
    EXPECT_TRUE(make_write(snapshot, Keys("mediamtx:")).history.empty());
  }
}

TEST(SnapshotWrites, WhileAListFailsItsLastFiguresAreNoNewSamples) {
  Snapshot snapshot = one_stream();
  snapshot.streams[0].rtt_seconds = 0.04;
  const auto has_rtt = [](const Snapshot& one) {
    const auto write = make_write(one, Keys("mediamtx:"));
    return std::ranges::any_of(write.history.at(0).sample.values,
                               [](const auto& value) { return value.first == "rtt_seconds"; });
  };
  snapshot.endpoints["srtconns"].state = EndpointState::Ok;
  EXPECT_TRUE(has_rtt(snapshot));
  snapshot.endpoints["srtconns"].state = EndpointState::Failed;
  EXPECT_FALSE(has_rtt(snapshot));
}

TEST(MakeWrite, EventsAndEndedConnectionsGoIntoTheRecordAlsoWhileTheServerIsAway) {
  Snapshot snapshot;
  snapshot.node = "local";
  snapshot.error = "refused";
  snapshot.polled_at = WallTime(Milliseconds(5000));
  Event down;
  down.id = "5000-0";
  down.time = down.first_time = snapshot.polled_at;
  down.type = "api_down";
  Event left = down;
  left.type = "reader_left";
  left.of_reader = true;
  left.replaces = "4000-0";
  snapshot.events = {down, left};
  EndedConnection ended;
  ended.ended_at = snapshot.polled_at;
  snapshot.ended = {ended, ended};
  const SourceWrite write = make_write(snapshot, Keys("mediamtx:"));
  EXPECT_EQ(write.polled_at, snapshot.polled_at);
  ASSERT_EQ(write.history.size(), 4U);
  EXPECT_EQ(write.history[0].key, "mediamtx:events:{local}");
  EXPECT_EQ(write.history[0].record->id, "5000-0");
  EXPECT_EQ(write.history[1].key, "mediamtx:events:{local}:readers");
  EXPECT_EQ(write.history[1].record->id, "5000-1");
  EXPECT_EQ(write.history[1].record->replaces, "4000-0");
  EXPECT_EQ(write.history[2].key, "mediamtx:sessions:{local}");
  EXPECT_EQ(write.history[3].record->id, "5000-1");
}

TEST(MakeWrite, ARecordIsOfTheStartOfItsPollAndWasSeenByItsEnd) {
  Snapshot snapshot;
  snapshot.polled_at = WallTime(Milliseconds(5000));
  snapshot.poll_duration_seconds = 1.25;
  EndedConnection ended;
  ended.ended_at = snapshot.polled_at;
  snapshot.ended = {ended};
  const SourceWrite write = make_write(snapshot, Keys("mediamtx:"));
  ASSERT_EQ(write.history.size(), 1U);
  EXPECT_EQ(write.history[0].record->id, "5000-0");
  EXPECT_EQ(write.history[0].sample.time, WallTime(Milliseconds(6250)));
}

TEST(MakeWrite, ChangesOfProblemsAreRecordsOfTheirOwn) {
  Snapshot snapshot;
  snapshot.node = "local";
  ProblemChange change;
  change.id = "5000-0";
  change.kind = ProblemChange::Kind::Ended;
  snapshot.problem_changes = {change};
  const SourceWrite write = make_write(snapshot, Keys("mediamtx:"));
  EXPECT_TRUE(write.history.empty());
  ASSERT_EQ(write.problems.size(), 1U);
  EXPECT_EQ(write.problems[0].id, "5000-0");
  EXPECT_THAT(write.problems[0].json, testing::HasSubstr(R"("type":"ended")"));
}

}  // namespace
}  // namespace mtxmon
