#include "dashboard/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::Not;

class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    state_.redis = {true, ""};
    Snapshot berlin = snapshot_of("berlin", {live_stream("cam/front"), live_stream("talk")});
    berlin.connections = {srt_connection("a", "cam/front", Role::Publisher),
                          srt_connection("b", "cam/front", Role::Reader),
                          srt_connection("c", "talk", Role::Publisher)};
    Snapshot wien = snapshot_of("wien", {live_stream(std::string(kHostileName))});
    wien.up = false;
    wien.error = "connection refused";
    wien.collected_at = kNow - std::chrono::seconds(30);
    state_.nodes["berlin"] = node_document(encode_snapshot(berlin));
    state_.nodes["wien"] = node_document(encode_snapshot(wien));
    state_.hosts["venue-a"] = host_document(
        R"({"host":"venue-a","collected_at":"2026-11-22T11:59:58Z","load1":0.5,"new":[1]})");
  }

  static Request get(std::string path, std::string query = "") {
    Request request;
    request.method = "GET";
    request.path = std::move(path);
    request.query = std::move(query);
    return request;
  }

  static std::string error_of(const Response& response) {
    return Json(*response.body).text("/error");
  }

  Response stream(const std::string& node_and_path) const {
    return api_.stream(get("/api/v1/streams/" + node_and_path));
  }

  FakeClock clock_;
  State state_;
  Api api_{[this] { return std::make_shared<const State>(state_); }, clock_};
};

TEST_F(ApiTest, NodesAreSnapshotsWithoutListsButWithAges) {
  clock_.advance(Milliseconds(500));
  const Response response = api_.nodes();
  EXPECT_EQ(response.status, 200);
  const Json json(*response.body);
  ASSERT_EQ(json.size("/nodes"), 2U);
  EXPECT_EQ(json.text("/nodes/0/node"), "berlin");
  EXPECT_EQ(json.number("/nodes/0/age_seconds"), 1.5);
  EXPECT_EQ(json.number("/nodes/0/exporter_age_seconds"), 1.5);
  EXPECT_EQ(json.number("/nodes/1/age_seconds"), 30.5);
  EXPECT_EQ(json.number("/nodes/1/exporter_age_seconds"), 1.5);
  EXPECT_EQ(json.text("/nodes/1/error"), "connection refused");
  EXPECT_FALSE(json.has("/nodes/0/streams"));
  EXPECT_FALSE(json.has("/nodes/0/connections"));
}

TEST_F(ApiTest, ANodeWithoutGoodPollHasNoAge) {
  Snapshot snapshot = snapshot_of("berlin", {});
  snapshot.collected_at.reset();
  state_.nodes = {{"berlin", node_document(encode_snapshot(snapshot))}};
  const Json nodes(*api_.nodes().body);
  EXPECT_FALSE(nodes.has("/nodes/0/age_seconds"));
  EXPECT_EQ(nodes.number("/nodes/0/exporter_age_seconds"), 1);
  const Json streams(*api_.streams().body);
  EXPECT_FALSE(streams.has("/collected_at"));
  EXPECT_FALSE(streams.has("/age_seconds"));
  EXPECT_FALSE(streams.has("/nodes/0/age_seconds"));
}

TEST_F(ApiTest, AClockThatIsAheadMakesNoNegativeAge) {
  Snapshot snapshot = snapshot_of("berlin", {});
  snapshot.polled_at = kNow + std::chrono::seconds(5);
  snapshot.collected_at = snapshot.polled_at;
  state_.nodes = {{"berlin", node_document(encode_snapshot(snapshot))}};
  const Json nodes(*api_.nodes().body);
  EXPECT_EQ(nodes.number("/nodes/0/age_seconds"), 0);
  EXPECT_EQ(nodes.number("/nodes/0/exporter_age_seconds"), 0);
}

TEST_F(ApiTest, StreamsOfAllNodesWithTheAgeOfTheOldest) {
  const Json json(*api_.streams().body);
  EXPECT_EQ(json.text("/collected_at"), "2026-11-22T11:59:30.000Z");
  EXPECT_EQ(json.number("/age_seconds"), 30);
  ASSERT_EQ(json.size("/nodes"), 2U);
  EXPECT_EQ(json.raw("/nodes/0"), R"({"node":"berlin","up":true,"error":null,"age_seconds":1})");
  EXPECT_EQ(json.text("/nodes/1/error"), "connection refused");
  EXPECT_FALSE(json.flag("/nodes/1/up"));
  ASSERT_EQ(json.size("/streams"), 3U);
  EXPECT_EQ(json.text("/streams/0/name"), "cam/front");
  EXPECT_EQ(json.number("/streams/0/inbound_bits_per_second"), 4e6);
  EXPECT_FALSE(json.has("/streams/0/connections"));
}

TEST_F(ApiTest, AStreamHasItsConnections) {
  const Response response = stream("berlin/cam/front");
  EXPECT_EQ(response.status, 200);
  const Json json(*response.body);
  EXPECT_EQ(json.text("/name"), "cam/front");
  EXPECT_EQ(json.text("/node"), "berlin");
  EXPECT_EQ(json.number("/age_seconds"), 1);
  ASSERT_EQ(json.size("/connections"), 2U);
  EXPECT_EQ(json.text("/connections/0/id"), "a");
  EXPECT_EQ(json.text("/connections/1/role"), "reader");
}

TEST_F(ApiTest, AHostileNameIsFoundAndLeavesNoMarkup) {
  const Response response = stream("wien/" + std::string(kHostileName));
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(Json(*response.body).text("/name"), kHostileName);
  for (const Response& answer : {response, api_.streams()}) {
    EXPECT_THAT(*answer.body, Not(HasSubstr("<")));
    EXPECT_THAT(answer.content_type, HasSubstr("application/json"));
  }
}

TEST_F(ApiTest, WhatIsNotThereIs404) {
  EXPECT_EQ(stream("").status, 404);
  EXPECT_THAT(error_of(stream("berlin")), HasSubstr("/api/v1/streams/NODE/PATH"));
  EXPECT_EQ(error_of(stream("graz/cam")), "no such node");
  for (const std::string path : {"berlin/", "berlin/cam", "berlin/cam/front/", "berlin//cam/front",
                                 "berlin/../wien/talk", "berlin/<img src=x onerror=alert(1)>"}) {
    const Response response = stream(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(error_of(response), "no such stream") << path;
  }
}

TEST_F(ApiTest, HostsAsTheyWereWrittenWithTheirAge) {
  state_.hosts["young"] = host_document(R"({"host":"young"})");
  const Json json(*api_.hosts().body);
  ASSERT_EQ(json.size("/hosts"), 2U);
  EXPECT_EQ(json.text("/hosts/0/host"), "venue-a");
  EXPECT_EQ(json.number("/hosts/0/age_seconds"), 2);
  EXPECT_EQ(json.raw("/hosts/0/new"), "[1]");
  EXPECT_FALSE(json.has("/hosts/1/age_seconds"));
}

TEST_F(ApiTest, AnswersFromMemoryWhileRedisIsAway) {
  state_.redis = {false, "redis 127.0.0.1:6379: connection refused"};
  EXPECT_EQ(api_.nodes().status, 200);
  EXPECT_EQ(api_.streams().status, 200);
  EXPECT_EQ(api_.hosts().status, 200);
  EXPECT_EQ(stream("berlin/talk").status, 200);
}

TEST_F(ApiTest, KnowsNothingBeforeItSawRedis) {
  for (const std::string error : {"redis 127.0.0.1:6379: connection refused", ""}) {
    state_ = {};
    state_.redis = {false, error};
    for (const Response& response :
         {api_.nodes(), api_.streams(), api_.hosts(), stream("berlin/talk")}) {
      EXPECT_EQ(response.status, 503);
      EXPECT_EQ(error_of(response), error.empty() ? "not connected to Redis yet" : error);
    }
  }
}

TEST_F(ApiTest, AnEmptyRedisIsEmptyLists) {
  state_ = {};
  state_.redis = {true, ""};
  EXPECT_EQ(*api_.nodes().body, R"({"nodes":[]})");
  EXPECT_EQ(*api_.streams().body, R"({"nodes":[],"streams":[]})");
  EXPECT_EQ(*api_.hosts().body, R"({"hosts":[]})");
}

TEST_F(ApiTest, ReadyWhenRedisIsThereAndExportersWrite) {
  const Response response = api_.ready();
  EXPECT_EQ(response.status, 200);
  const Json json(*response.body);
  EXPECT_TRUE(json.flag("/ready"));
  EXPECT_EQ(json.raw("/redis"), R"({"ok":true})");
  EXPECT_EQ(json.text("/nodes/0/node"), "berlin");
  EXPECT_TRUE(json.flag("/nodes/0/fresh"));
  EXPECT_EQ(json.number("/nodes/0/age_seconds"), 1);
}

TEST_F(ApiTest, NotReadyWhileRedisIsAway) {
  state_.redis = {false, "connection refused"};
  const Response response = api_.ready();
  EXPECT_EQ(response.status, 503);
  const Json json(*response.body);
  EXPECT_FALSE(json.flag("/ready"));
  EXPECT_EQ(json.text("/redis/error"), "connection refused");
}

TEST_F(ApiTest, ReadyWhileAtLeastOneExporterWrites) {
  state_.nodes["wien"] = mark_if_silent(state_.nodes["wien"], 14);
  const Response one = api_.ready();
  EXPECT_EQ(one.status, 200);
  const Json json(*one.body);
  EXPECT_TRUE(json.flag("/ready"));
  EXPECT_TRUE(json.flag("/nodes/0/fresh"));
  EXPECT_FALSE(json.flag("/nodes/1/fresh"));

  state_.nodes["berlin"] = mark_if_silent(state_.nodes["berlin"], 14);
  const Response none = api_.ready();
  EXPECT_EQ(none.status, 503);
  EXPECT_EQ(error_of(none), "no exporter writes any more");
}

TEST_F(ApiTest, ReadySaysWhatRedisRefusesToTake) {
  state_.refused["host venue-a"] = "NOPERM";
  const Response response = api_.ready();
  EXPECT_EQ(response.status, 200);  // that writer's failure, and Redis can be read
  EXPECT_EQ(Json(*response.body).raw("/redis"), R"({"ok":false,"error":"NOPERM"})");
}

TEST_F(ApiTest, NotReadyBeforeAnExporterWroteAnything) {
  state_.nodes.clear();
  const Response response = api_.ready();
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(error_of(response), HasSubstr("no exporter"));
}

}  // namespace
}  // namespace mtxmon
