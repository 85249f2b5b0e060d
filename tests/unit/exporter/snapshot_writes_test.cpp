#include "exporter/snapshot_writes.h"

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

TEST(SnapshotWrites, CarryDocumentNoticeAndSamples) {
  const SourceWrite write = make_write(one_stream(), Keys("mediamtx:"));
  EXPECT_EQ(write.source, "local");
  EXPECT_EQ(
      write.notice,
      R"({"type":"streams","node":"local","seq":7,"collected_at":"2026-11-22T12:00:00.123Z"})");
  EXPECT_THAT(*write.latest, testing::HasSubstr(R"("name":"cam/1")"));
  EXPECT_THAT(*write.samples.things, testing::ElementsAre("node", "stream:cam/1"));
  EXPECT_EQ(write.samples.time, *one_stream().collected_at);
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
  ASSERT_EQ(write.records.size(), 4U);
  EXPECT_EQ(write.records[0].key, "mediamtx:events:{local}");
  EXPECT_EQ(write.records[0].record.id, "5000-0");
  EXPECT_EQ(write.records[1].key, "mediamtx:events:{local}:readers");
  EXPECT_EQ(write.records[1].record.id, "5000-1");
  EXPECT_EQ(write.records[1].record.replaces, "4000-0");
  EXPECT_EQ(write.records[2].key, "mediamtx:sessions:{local}");
  EXPECT_EQ(write.records[3].record.id, "5000-1");
}

TEST(MakeWrite, ARecordIsOfTheStartOfItsPollAndWasSeenByItsEnd) {
  Snapshot snapshot;
  snapshot.polled_at = WallTime(Milliseconds(5000));
  snapshot.poll_duration_seconds = 1.25;
  EndedConnection ended;
  ended.ended_at = snapshot.polled_at;
  snapshot.ended = {ended};
  const SourceWrite write = make_write(snapshot, Keys("mediamtx:"));
  ASSERT_EQ(write.records.size(), 1U);
  EXPECT_EQ(write.records[0].record.id, "5000-0");
  EXPECT_EQ(write.records[0].seen_by, WallTime(Milliseconds(6250)));
}

TEST(MakeWrite, ChangesOfProblemsAreRecordsOfTheirOwn) {
  Snapshot snapshot;
  snapshot.node = "local";
  ProblemChange change;
  change.id = "5000-0";
  change.kind = ProblemChange::Kind::Ended;
  snapshot.problem_changes = {change};
  const SourceWrite write = make_write(snapshot, Keys("mediamtx:"));
  EXPECT_TRUE(write.records.empty());
  ASSERT_EQ(write.problems.size(), 1U);
  EXPECT_EQ(write.problems[0].id, "5000-0");
  EXPECT_THAT(write.problems[0].json, testing::HasSubstr(R"("type":"ended")"));
}

}  // namespace
}  // namespace mtxmon
