#include "exporter/snapshot_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/table_codec.h"
#include "core/schema/schema.h"
#include "tests/support/history_samples.h"

namespace mtxmon {
namespace {

using testing::Contains;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

class SnapshotHistoryTest : public testing::Test {
 protected:
  SnapshotHistoryTest() {
    snapshot_.node = "local";
    snapshot_.up = true;
    snapshot_.collected_at = WallTime(Milliseconds(5000));
    snapshot_.polled_at = WallTime(Milliseconds(9000));
    Stream& stream = snapshot_.streams.emplace_back();
    stream.name = "cam";
    stream.state = StreamState::Live;
    stream.readers = 2;
    stream.inbound_bits_per_second = 1e6;
  }

  // A publisher by SRT with a round trip of 21 ms.
  Connection& add_publisher() {
    Connection& connection = snapshot_.connections.emplace_back();
    connection.id = "7";
    connection.protocol = "srt";
    connection.role = Role::Publisher;
    connection.stream = "cam";
    connection.resource = &kSrt;
    connection.values.resize(kSrt.fields.size());
    connection.values[srt_field("msRTT")] = 0.021;
    connection.values[srt_field("packetsSendDrop")] = std::uint64_t{9};  // of a reader only
    snapshot_.endpoints["srtconns"].state = EndpointState::Ok;
    return connection;
  }

  [[nodiscard]] SamplesByThing samples() const { return samples_of(make_history(snapshot_)); }

  Snapshot snapshot_;
};

TEST_F(SnapshotHistoryTest, AStreamHasStateAndFigures) {
  EXPECT_THAT(samples()["stream:cam"], UnorderedElementsAre(Pair("state", 0), Pair("readers", 2),
                                                            Pair("inbound_bits_per_second", 1e6)));
}

TEST_F(SnapshotHistoryTest, TheNodeHasItsTotals) {
  add_publisher();
  EXPECT_THAT(samples()["node"],
              UnorderedElementsAre(Pair("up", 1), Pair("streams", 1), Pair("streams_ready", 1),
                                   Pair("connections", 1), Pair("readers", 2),
                                   Pair("inbound_bits_per_second", 1e6)));
}

TEST_F(SnapshotHistoryTest, APublishersFiguresAreItsStreamsToo) {
  add_publisher();
  const auto found = samples();
  EXPECT_THAT(found.at("connection:srt:7"), ElementsAre(Pair("rtt_seconds", DoubleEq(0.021))));
  EXPECT_THAT(found.at("stream:cam"), Contains(Pair("rtt_seconds", DoubleEq(0.021))));
}

TEST_F(SnapshotHistoryTest, WhatReadersMissedIsSummedUp) {
  ResourceTotals totals{.resource = &kSrt, .publish = {}, .read = FieldValues(kSrt.fields.size())};
  totals.read[srt_field("packetsSendDrop")] = std::uint64_t{12};
  snapshot_.streams[0].totals = {totals};
  EXPECT_THAT(samples()["stream:cam"], Contains(Pair("packets_send_dropped_total", 12)));
}

TEST_F(SnapshotHistoryTest, AnOutageIsAGapAndKnownAsOne) {
  snapshot_.up = false;
  EXPECT_THAT(samples(), ElementsAre(Pair("node", ElementsAre(Pair("up", 0)))));
  EXPECT_EQ(make_history(snapshot_).time, snapshot_.polled_at);
}

TEST_F(SnapshotHistoryTest, OfAStreamWithoutABitOnlyTheStateIsKept) {
  snapshot_.streams[0].state = StreamState::Offline;
  EXPECT_THAT(samples()["stream:cam"], ElementsAre(Pair("state", 6)));
}

TEST_F(SnapshotHistoryTest, AStreamThatTheServerDoesNotListHasNoSample) {
  snapshot_.streams[0].state = StreamState::Gone;
  EXPECT_THAT(samples(), Not(Contains(Key("stream:cam"))));
}

TEST_F(SnapshotHistoryTest, WhileAListFailsItsLastFiguresAreNoNewSamples) {
  add_publisher();
  snapshot_.endpoints["srtconns"].state = EndpointState::Failed;
  const auto found = samples();
  EXPECT_THAT(found, Not(Contains(Key("connection:srt:7"))));
  EXPECT_THAT(found.at("stream:cam"), Not(Contains(Key("rtt_seconds"))));
}

TEST_F(SnapshotHistoryTest, BytesBeyondADoubleStayExact) {
  snapshot_.streams[0].inbound_bytes_total = (std::uint64_t{1} << 60) + 1;
  const HistoryPoll poll = make_history(snapshot_);
  const auto table = decode_table(poll.table, 0);
  const auto* bytes = table->find({series_named("inbound_bytes_total").number});
  ASSERT_NE(bytes, nullptr);
  EXPECT_EQ(bytes->values.back(), (std::int64_t{1} << 60) + 1);
}

TEST_F(SnapshotHistoryTest, TheStatesAreThoseOfTheForm) {
  for (const StreamState state : kStreamStates)
    EXPECT_EQ(kStateNames.at(static_cast<std::size_t>(state)), state_word(state));
  EXPECT_EQ(std::size(kStreamStates), kStateNames.size());
}

}  // namespace
}  // namespace mtxmon
