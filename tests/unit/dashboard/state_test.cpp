#include "dashboard/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dashboard/parse_node.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;

Snapshot full_snapshot() {
  Snapshot snapshot = snapshot_of("local", {live_stream("cam/front"), live_stream("talk")});
  snapshot.connections = {srt_connection("a", "cam/front", Role::Publisher),
                          srt_connection("b", "talk", Role::Publisher),
                          srt_connection("c", "cam/front", Role::Reader)};
  return snapshot;
}

std::string id_of(const std::string& connection) { return Json(connection).text("/id"); }

TEST(ParseNode, TakesWhatTheExporterWrites) {
  const std::string text = encode_snapshot(full_snapshot());
  const auto node = parse_node(text);
  ASSERT_TRUE(node.ok()) << node.error().message;
  EXPECT_EQ(node->seq, 123U);
  EXPECT_EQ(node->polled_at, kNow - std::chrono::seconds(1));
  EXPECT_EQ(node->collected_at, node->polled_at);
  EXPECT_EQ(node->interval_seconds, 2);
  EXPECT_FALSE(node->no_exporter);
  EXPECT_EQ(text_member(node->meta, "node"), "local");
  EXPECT_EQ(raw_member(node->meta, "server"), R"({"version":"v1.20.1"})");
  EXPECT_TRUE(raw_member(node->meta, "streams").empty());
  EXPECT_TRUE(raw_member(node->meta, "connections").empty());
  EXPECT_THAT(node->streams, ElementsAre(Key("cam/front"), Key("talk")));
  for (const auto& [name, stream] : node->streams)
    EXPECT_THAT(text, HasSubstr(join_object(stream->members)));
}

TEST(ParseNode, GivesEachStreamItsConnections) {
  const auto node = parse_node(encode_snapshot(full_snapshot()));
  ASSERT_TRUE(node.ok());
  const auto& front = node->streams.at("cam/front")->connections;
  ASSERT_EQ(front.size(), 2U);
  EXPECT_EQ(id_of(front[0]), "a");
  EXPECT_EQ(id_of(front[1]), "c");
  const auto& talk = node->streams.at("talk")->connections;
  ASSERT_EQ(talk.size(), 1U);
  EXPECT_EQ(id_of(talk[0]), "b");
}

TEST(ParseNode, DropsAConnectionWithoutStream) {
  Snapshot snapshot = full_snapshot();
  snapshot.connections = {srt_connection("a", "elsewhere", Role::Reader)};
  const auto node = parse_node(encode_snapshot(snapshot));
  ASSERT_TRUE(node.ok());
  for (const auto& [name, stream] : node->streams) EXPECT_THAT(stream->connections, IsEmpty());
}

TEST(ParseNode, KeepsNamesWhateverTheyHold) {
  const std::string name(kHostileName);
  Snapshot snapshot = snapshot_of("local", {live_stream(name)});
  snapshot.connections = {srt_connection("a", name, Role::Publisher)};
  const auto node = parse_node(encode_snapshot(snapshot));
  ASSERT_TRUE(node.ok());
  ASSERT_TRUE(node->streams.contains(name));
  EXPECT_EQ(node->streams.at(name)->connections.size(), 1U);
}

TEST(ParseNode, PassesOnMembersItDoesNotKnow) {
  const auto node =
      parse_node(R"({"polled_at":"2026-11-22T12:00:00Z","future":{"deep":[1,{"x":null}]},)"
                 R"("streams":[{"node":"n","name":"s","quality":"good"}],)"
                 R"("connections":[{"id":"c","stream":"s","mood":[true]}]})");
  ASSERT_TRUE(node.ok()) << node.error().message;
  EXPECT_EQ(raw_member(node->meta, "future"), R"({"deep":[1,{"x":null}]})");
  const StreamDocument& stream = *node->streams.at("s");
  EXPECT_EQ(join_object(stream.members), R"({"node":"n","name":"s","quality":"good"})");
  EXPECT_THAT(stream.connections, ElementsAre(R"({"id":"c","stream":"s","mood":[true]})"));
}

TEST(ParseNode, LeavesOutWhatOnlyTheNextExporterNeeds) {
  Snapshot snapshot = full_snapshot();
  snapshot.held.problems.emplace_back().key = "no_inbound_bytes-1-1";
  snapshot.held.streams.push_back({"cam", StreamState::Stalled, {}, {}});
  const std::string json = encode_snapshot(snapshot);
  ASSERT_THAT(json, testing::HasSubstr(R"("held":{)"));
  const auto node = parse_node(json);
  ASSERT_TRUE(node.ok()) << node.error().message;
  EXPECT_THAT(join_object(node->meta), testing::Not(testing::HasSubstr("held")))
      << "nobody knows whether it is so";
}

TEST(ParseNode, LacksCollectedAtBeforeTheFirstGoodPoll) {
  Snapshot snapshot = full_snapshot();
  snapshot.collected_at.reset();
  const auto node = parse_node(encode_snapshot(snapshot));
  ASSERT_TRUE(node.ok());
  EXPECT_FALSE(node->collected_at.has_value());
}

TEST(ParseNode, ReplacesAnIntervalThatCannotBe) {
  for (const std::string interval : {"0", "-1", "\"2s\"", "null"}) {
    const auto node = parse_node(R"({"polled_at":"2026-11-22T12:00:00Z","interval_seconds":)" +
                                 interval + R"(,"streams":[],"connections":[]})");
    ASSERT_TRUE(node.ok()) << interval;
    EXPECT_EQ(node->interval_seconds, 2) << interval;
  }
}

struct Broken {
  std::string text;
  std::string complaint;
};

constexpr const char* kPolled = R"({"polled_at":"2026-11-22T12:00:00Z",)";

TEST(ParseNode, RefusesWhatIsNoSnapshotWithTheCause) {
  const std::vector<Broken> table = {
      {"", "snapshot"},
      {"garbage", "snapshot"},
      {"[]", "snapshot"},
      {"{}", "polled_at"},
      {R"({"polled_at":null})", "polled_at"},
      {R"({"polled_at":1795348800})", "polled_at"},
      {R"({"polled_at":"yesterday","streams":[],"connections":[]})", "polled_at"},
      {std::string(kPolled) + R"("connections":[]})", "streams"},
      {std::string(kPolled) + R"("streams":{},"connections":[]})", "streams"},
      {std::string(kPolled) + R"("streams":[7],"connections":[]})", "stream"},
      {std::string(kPolled) + R"("streams":[{"node":"n"}],"connections":[]})", "name"},
      {std::string(kPolled) + R"("streams":[{"name":"s"}],"connections":[]})", "node"},
      {std::string(kPolled) + R"("streams":[]})", "connections"},
      {std::string(kPolled) + R"("streams":[],"connections":["x"]})", "connections"},
      {std::string(kPolled) + R"("streams":[],"connections":[]} {})", "follows"},
      {std::string(kPolled) + R"("streams":[],"connections":[]]})", "snapshot"},
      // What is kept is JSON to the last byte, also where nobody looks into it.
      {std::string(kPolled) + R"("up":tru,"streams":[],"connections":[]})", "up"},
      {std::string(kPolled) + R"("a":{"b":[1,]},"streams":[],"connections":[]})", "a"},
      {std::string(kPolled) + R"("streams":[{"node":"n","name":"s","x":01}],"connections":[]})",
       "stream"},
      {std::string(kPolled) + R"("streams":[],"connections":[{"stream":"s","x":nul}]})",
       "connections"}};
  for (const auto& [text, complaint] : table) {
    const auto node = parse_node(text);
    ASSERT_FALSE(node.ok()) << text;
    EXPECT_THAT(node.error().message, HasSubstr(complaint)) << text;
  }
}

TEST(ParseNode, RefusesEveryTruncation) {
  const std::string text = encode_snapshot(snapshot_of("local", {live_stream("cam")}));
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(parse_node(text.substr(0, size)).ok()) << size;
}

TEST(ParseHost, KeepsTheTextAndItsTime) {
  const std::string text = R"({"host":"venue-a","collected_at":"2026-11-22T12:00:00Z","new":1})";
  const auto host = parse_host(text);
  ASSERT_TRUE(host.ok());
  EXPECT_EQ(host->json, text);
  EXPECT_EQ(host->collected_at, kNow);
  EXPECT_FALSE(parse_host(R"({"host":"venue-a"})")->collected_at.has_value());
  EXPECT_FALSE(parse_host("[1]").ok());
  EXPECT_FALSE(parse_host("{").ok());
}

class MarkIfSilent : public testing::Test {
 protected:
  static std::shared_ptr<const NodeDocument> node_with_all_states() {
    Stream live = live_stream("live");
    Stream stalled = live_stream("stalled");
    stalled.state = StreamState::Stalled;
    stalled.reasons = {{.code = ReasonCode::NoInboundBytes,
                        .severity = Severity::Warning,
                        .text = "no data for 5 s",
                        .remedy = "",
                        .numbers = {{"age_seconds", 5}}}};
    Stream gone = live_stream("gone");
    gone.state = StreamState::Gone;
    Stream unknown = live_stream("unknown");
    unknown.state = StreamState::Unknown;
    return node_document(encode_snapshot(snapshot_of("local", {live, stalled, gone, unknown})));
  }

  static std::string member_of(const NodeDocument& node, const std::string& stream,
                               std::string_view key) {
    return text_member(node.streams.at(stream)->members, key);
  }

  const std::shared_ptr<const NodeDocument> node_ = node_with_all_states();
  const std::string polled_at_ = "2026-11-22T11:59:59.000Z";
};

TEST_F(MarkIfSilent, LeavesANodeAloneForThreeIntervals) {
  EXPECT_EQ(mark_if_silent(node_, 0), node_);
  EXPECT_EQ(mark_if_silent(node_, 5.999), node_);
  EXPECT_NE(mark_if_silent(node_, 6), node_);
}

TEST_F(MarkIfSilent, SaysThatTheNodeIsDownSinceWhenAndWhatToLookAt) {
  const auto marked = mark_if_silent(node_, 14);
  EXPECT_TRUE(marked->no_exporter);
  EXPECT_EQ(raw_member(marked->meta, "up"), "false");
  EXPECT_EQ(raw_member(marked->meta, "no_exporter"), "true");
  EXPECT_EQ(text_member(marked->meta, "down_since"), polled_at_);
  EXPECT_EQ(text_member(marked->meta, "error"),
            "no exporter has written since " + polled_at_ +
                "; is mediamtx-exporter running and can it reach Redis?");
  EXPECT_EQ(raw_member(marked->meta, "server"), raw_member(node_->meta, "server"));
}

TEST_F(MarkIfSilent, KeepsTheTimeSinceWhenTheServerIsAway) {
  Snapshot snapshot = snapshot_of("local", {});
  snapshot.up = false;
  snapshot.error = "connection refused";
  snapshot.down_since = kNow - std::chrono::hours(1);
  const auto marked = mark_if_silent(node_document(encode_snapshot(snapshot)), 14);
  EXPECT_EQ(text_member(marked->meta, "down_since"), "2026-11-22T11:00:00.000Z");
  EXPECT_THAT(text_member(marked->meta, "error"), HasSubstr("no exporter"));
}

TEST_F(MarkIfSilent, MakesStreamsUnknownButKeepsTheirValues) {
  const auto marked = mark_if_silent(node_, 14);
  for (const std::string name : {"live", "stalled"}) {
    EXPECT_EQ(member_of(*marked, name, "state"), "unknown") << name;
    EXPECT_EQ(member_of(*marked, name, "since"), polled_at_) << name;
    const JsonMembers& members = marked->streams.at(name)->members;
    EXPECT_EQ(raw_member(members, "reasons"), "[]") << name;
    EXPECT_EQ(number_member(members, "inbound_bits_per_second", 0), 4e6) << name;
  }
}

TEST_F(MarkIfSilent, LeavesGoneAndUnknownStreamsAsTheyAre) {
  const auto marked = mark_if_silent(node_, 14);
  EXPECT_EQ(marked->streams.at("gone"), node_->streams.at("gone"));
  EXPECT_EQ(marked->streams.at("unknown"), node_->streams.at("unknown"));
}

TEST_F(MarkIfSilent, MarksOnce) {
  const auto marked = mark_if_silent(node_, 14);
  EXPECT_EQ(mark_if_silent(marked, 60), marked);
}

TEST_F(MarkIfSilent, DoesNotTouchTheStateBefore) {
  (void)mark_if_silent(node_, 14);
  EXPECT_EQ(raw_member(node_->meta, "up"), "true");
  EXPECT_EQ(member_of(*node_, "live", "state"), "live");
}

}  // namespace
}  // namespace mtxmon
