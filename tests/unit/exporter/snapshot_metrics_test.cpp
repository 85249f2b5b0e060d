#include "exporter/snapshot_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string page_of(Snapshot snapshot) {
  ExpositionWriter out(ExpositionWriter::Format::Text);
  write_snapshots(out, {std::make_shared<const Snapshot>(std::move(snapshot))});
  return std::move(out).finish();
}

Snapshot one_stream(StreamState state = StreamState::Live) {
  Snapshot snapshot;
  snapshot.node = "local";
  snapshot.up = true;
  Stream& stream = snapshot.streams.emplace_back();
  stream.name = "cam";
  stream.state = state;
  stream.inbound_bytes_total = 9007199254740993U;
  return snapshot;
}

TEST(SnapshotMetrics, StateIsAStateSet) {
  const std::string page = page_of(one_stream(StreamState::Stalled));
  EXPECT_THAT(
      page, HasSubstr("mediamtx_stream_state{node=\"local\",path=\"cam\",state=\"stalled\"} 1\n"));
  EXPECT_THAT(page,
              HasSubstr("mediamtx_stream_state{node=\"local\",path=\"cam\",state=\"live\"} 0\n"));
}

TEST(SnapshotMetrics, CountersStayExactAboveTwoToThe53) {
  EXPECT_THAT(
      page_of(one_stream()),
      HasSubstr(
          "mediamtx_stream_inbound_bytes_total{node=\"local\",path=\"cam\"} 9007199254740993\n"));
}

TEST(SnapshotMetrics, GoneAndUnknownStreamsHaveNoSeriesAndUpTellsWhy) {
  for (const StreamState state : {StreamState::Gone, StreamState::Unknown}) {
    Snapshot snapshot = one_stream(state);
    snapshot.up = false;
    const std::string page = page_of(std::move(snapshot));
    EXPECT_THAT(page, Not(HasSubstr("path=\"cam\"")));
    EXPECT_THAT(page, HasSubstr("mediamtx_up{node=\"local\"} 0\n"));
  }
}

TEST(SnapshotMetrics, AbsentFiguresHaveNoSample) {
  const std::string page = page_of(one_stream());
  EXPECT_THAT(page, Not(HasSubstr("mediamtx_stream_outbound_bytes_total")));
  EXPECT_THAT(page, Not(HasSubstr("mediamtx_srt_")));
  EXPECT_THAT(page, Not(HasSubstr("last_success")));
}

TEST(SnapshotMetrics, ReadersByProtocolOrNone) {
  Snapshot snapshot = one_stream();
  EXPECT_THAT(page_of(snapshot), HasSubstr("protocol=\"none\"} 0\n"));
  snapshot.streams[0].readers_by_protocol = {{"srt", 2}};
  EXPECT_THAT(
      page_of(snapshot),
      HasSubstr("mediamtx_stream_readers{node=\"local\",path=\"cam\",protocol=\"srt\"} 2\n"));
  EXPECT_THAT(page_of(snapshot), Not(HasSubstr("protocol=\"none\"}")));
}

TEST(SnapshotMetrics, BitRatesAreExportedInBytes) {
  Snapshot snapshot = one_stream();
  ResourceTotals totals{&kSrt, FieldValues(kSrtFields.size()), {}};
  totals.publish[srt_field("mbpsReceiveRate")] = 8e6;
  totals.publish[srt_field("packetsReceived")] = std::uint64_t{5};
  snapshot.streams[0].totals.push_back(totals);
  const std::string page = page_of(std::move(snapshot));
  EXPECT_THAT(
      page,
      HasSubstr(
          "mediamtx_srt_publish_receive_bytes_per_second{node=\"local\",path=\"cam\"} 1e+06\n"));
  EXPECT_THAT(
      page,
      HasSubstr("mediamtx_srt_publish_packets_received_total{node=\"local\",path=\"cam\"} 5\n"));
  EXPECT_THAT(page, Not(HasSubstr("mediamtx_srt_read_")));
}

TEST(SnapshotMetrics, HostileNamesStayInsideTheirQuotes) {
  Snapshot snapshot = one_stream();
  snapshot.streams[0].name = "a\"} 1\nevil{x=\"\\";
  EXPECT_THAT(page_of(std::move(snapshot)), HasSubstr(R"(path="a\"} 1\nevil{x=\"\\")"));
}

TEST(SnapshotMetrics, ProtocolsThatAreOffHaveNoEndpointSeries) {
  Snapshot snapshot = one_stream();
  snapshot.endpoints["srtconns"].state = EndpointState::Off;
  snapshot.endpoints["paths"].state = EndpointState::Ok;
  snapshot.endpoints["info"].state = EndpointState::Failed;
  const std::string page = page_of(std::move(snapshot));
  EXPECT_THAT(page, Not(HasSubstr("srtconns")));
  EXPECT_THAT(page, HasSubstr("endpoint=\"paths\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("endpoint=\"info\"} 0\n"));
}

TEST(SnapshotMetrics, OnlyExpectedStreamsCanBeMissing) {
  EXPECT_THAT(page_of(one_stream()), Not(HasSubstr("missing")));
  EXPECT_THAT(page_of(one_stream()), Not(HasSubstr("mediamtx_stream_problem")));
  Snapshot snapshot = one_stream();
  snapshot.streams[0].expected = true;
  EXPECT_THAT(page_of(snapshot), HasSubstr("path=\"cam\",state=\"missing\"} 0\n"));
  EXPECT_THAT(page_of(snapshot),
              HasSubstr("mediamtx_stream_problem{node=\"local\",path=\"cam\"} 0\n"));
  snapshot.streams[0].state = StreamState::Missing;
  Reason reason;
  reason.severity = Severity::Critical;
  snapshot.streams[0].reasons = {reason};
  const std::string page = page_of(snapshot);
  EXPECT_THAT(page, HasSubstr("path=\"cam\",state=\"missing\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("path=\"cam\",state=\"live\"} 0\n"));
  EXPECT_THAT(page, HasSubstr("mediamtx_stream_problem{node=\"local\",path=\"cam\"} 1\n"));
  EXPECT_THAT(page, Not(HasSubstr("mediamtx_stream_readers{"))) << "nobody has counted them";
}

TEST(SnapshotMetrics, AnExpectedStreamOfASilentServerIsAProblem) {
  Snapshot snapshot = one_stream(StreamState::Unknown);
  snapshot.up = false;
  snapshot.streams[0].expected = true;
  const std::string page = page_of(std::move(snapshot));
  EXPECT_THAT(page, HasSubstr("mediamtx_stream_problem{node=\"local\",path=\"cam\"} 1\n"));
  EXPECT_THAT(page, Not(HasSubstr("mediamtx_stream_state")));
}

TEST(SnapshotMetrics, ProblemsOfANodeHaveASeriesEach) {
  Snapshot snapshot = one_stream();
  Problem of_stream;
  of_stream.code = ReasonCode::RtpLoss;
  of_stream.streams = {"cam"};
  Problem list;
  list.code = ReasonCode::ListFailed;
  Problem together = of_stream;
  together.code = ReasonCode::StreamsFailedTogether;
  together.severity = Severity::Critical;
  Problem overload = of_stream;
  overload.code = ReasonCode::ServerOverloaded;
  overload.severity = Severity::Critical;
  snapshot.problems = {together, together, overload, list, of_stream};
  const std::string page = page_of(std::move(snapshot));
  EXPECT_THAT(page, HasSubstr("mediamtx_problems{node=\"local\",severity=\"warning\"} 2\n"));
  EXPECT_THAT(page, HasSubstr("mediamtx_node_problem{node=\"local\",reason=\"list_failed\","
                              "severity=\"warning\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("reason=\"streams_failed_together\",severity=\"critical\"} 1\n"));
  EXPECT_THAT(page, HasSubstr("reason=\"server_overloaded\",severity=\"critical\"} 1\n"));
  EXPECT_THAT(page, Not(HasSubstr("mediamtx_node_problem{node=\"local\",reason=\"rtp_loss\"")));
}

}  // namespace
}  // namespace mtxmon
