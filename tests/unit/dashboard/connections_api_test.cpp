#include "dashboard/connections_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::Not;

class ConnectionsApiTest : public testing::Test {
 protected:
  ConnectionsApiTest() {
    state_.redis = {true, ""};
    Snapshot berlin = snapshot_of("berlin", {live_stream("cam/front"), live_stream("talk")});
    Connection reader = srt_connection("b", "cam/front", Role::Reader);
    reader.user_agent = kHostileName;
    reader.values[srt_field("msRTT")] = Number(0.02);
    reader.values[srt_field("msSendTsbPdDelay")] = Number(0.12);
    reader.reasons = {{ReasonCode::ReaderLoss, Severity::Warning, "<loss>", "", {}}};
    berlin.connections = {srt_connection("a", "cam/front", Role::Publisher), reader,
                          srt_connection("c", "talk", Role::Publisher)};
    put(berlin);
  }

  void put(const Snapshot& snapshot) {
    state_.nodes[snapshot.node] = node_document(encode_snapshot(snapshot));
  }
  Response get(const std::string& query = "") {
    Request request;
    request.method = "GET";
    request.path = "/api/v1/connections";
    request.query = query;
    return api_.connections(request);
  }

  State state_;
  ConnectionsApi api_{[this] { return std::make_shared<const State>(state_); }};
};

TEST_F(ConnectionsApiTest, HasThoseOfAllStreams) {
  const Json json(*get().body);
  ASSERT_EQ(json.size("/connections"), 3U);
  EXPECT_EQ(json.text("/connections/2/id"), "c");
  EXPECT_EQ(json.text("/connections/2/stream"), "talk");
  EXPECT_EQ(json.number("/connections/1/srt/rtt_seconds"), 0.02);
}

TEST_F(ConnectionsApiTest, HasTheFieldsThatAreAskedFor) {
  const Json json(*get("fields=role,srt.rtt_seconds,rtsp.rtp_loss_ratio").body);
  EXPECT_EQ(json.raw("/connections/1"),
            R"({"node":"berlin","id":"b","role":"reader","srt":{"rtt_seconds":0.02}})");
  EXPECT_EQ(json.raw("/connections/0"),
            R"({"node":"berlin","id":"a","role":"publisher","srt":{}})");
}

TEST_F(ConnectionsApiTest, AWholeMemberWinsOverItsParts) {
  for (const std::string fields : {"srt.rtt_seconds,srt", "srt,srt.rtt_seconds"}) {
    const Json json(*get("fields=" + fields).body);
    EXPECT_EQ(json.number("/connections/1/srt/latency_seconds"), 0.12) << fields;
  }
}

TEST_F(ConnectionsApiTest, PartsOfWhatHasNoneAreTheWhole) {
  const Json json(*get("fields=role.x,reasons.text").body);
  EXPECT_EQ(json.text("/connections/1/role"), "reader");
  EXPECT_EQ(json.text("/connections/1/reasons/0/text"), "<loss>");
}

TEST_F(ConnectionsApiTest, LeavesNoMarkup) {
  for (const std::string query : {"", "fields=user_agent,reasons"}) {
    const Response response = get(query);
    EXPECT_THAT(*response.body, Not(HasSubstr("<"))) << query;
    EXPECT_EQ(Json(*response.body).text("/connections/1/user_agent"), kHostileName);
  }
}

TEST_F(ConnectionsApiTest, RefusesWhatIsNoListOfNames) {
  std::string many = "fields=a";
  for (int i = 0; i < 50; ++i) many += ",a";
  for (const std::string& query :
       {std::string("fields=Role"), std::string("fields=a.b.c"), std::string("fields=a,,b"),
        std::string("fields=a."), std::string("fields=.a"), many}) {
    const Response response = get(query);
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_THAT(Json(*response.body).text("/error"), HasSubstr("fields: ")) << query;
  }
}

TEST_F(ConnectionsApiTest, IsMadeOncePerPoll) {
  const Response first = get("fields=role");
  const Response again = get("fields=role");
  EXPECT_EQ(first.body, again.body) << "the same bytes, not equal ones";
  EXPECT_NE(first.gzip_body, nullptr);
  EXPECT_NE(get("fields=stream").body, first.body);
  Snapshot next = snapshot_of("berlin", {live_stream("talk")});
  next.seq = 124;
  put(next);
  EXPECT_EQ(*get("fields=role").body, R"({"connections":[]})");
}

TEST_F(ConnectionsApiTest, AnswersFromMemoryWhileRedisIsAway) {
  state_.redis = {false, "connection refused"};
  EXPECT_EQ(get().status, 200);
  state_.nodes.clear();
  EXPECT_EQ(get().status, 503);
}

}  // namespace
}  // namespace mtxmon
