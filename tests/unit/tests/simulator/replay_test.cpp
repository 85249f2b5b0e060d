#include "tests/simulator/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon::sim {
namespace {

using testing::HasSubstr;

Replay load(const std::string& file) {
  Result<Replay> replay = Replay::load(std::string(MTXMON_FIXTURES) + "/mediamtx/" + file);
  if (!replay.ok()) ADD_FAILURE() << replay.error().message;
  return std::move(replay).value();
}

HttpRequest get(std::string path, std::string query = "") {
  HttpRequest request;
  request.method = "GET";
  request.path = std::move(path);
  request.query = std::move(query);
  return request;
}

TEST(Replay, ServesTheLineOfTheTime) {
  const Replay replay = load("v1.20.1/event-origin.jsonl");
  EXPECT_EQ(replay.line_at(0.0, false), 0U);
  EXPECT_EQ(replay.line_at(5.0, false), 2U);
  EXPECT_EQ(replay.line_at(1e6, false), 49U);
  EXPECT_LT(replay.line_at(101.0, true), 2U);
}

TEST(Replay, KeepsBodiesAndTypesAsRecorded) {
  const Replay replay = load("v1.20.1/event-origin.jsonl");
  const HttpResponse info = replay.answer(get("/v3/info"), 0);
  EXPECT_EQ(*info.body, R"({"version":"v1.20.1","started":"2026-11-22T16:47:17.646128943Z"})");
  EXPECT_EQ(info.content_type, "application/json; charset=utf-8");
  EXPECT_THAT(*replay.answer(get("/v3/paths/list", "itemsPerPage=10000&other=1"), 0).body,
              HasSubstr(R"({"itemCount":11,"pageCount":1,"items":[{"name":"always/on")"));
}

TEST(Replay, CutsPagesOutOfRecordedLists) {
  const Replay replay = load("v1.20.1/event-origin.jsonl");
  const std::string page = *replay.answer(get("/v3/paths/list", "itemsPerPage=4&page=2"), 0).body;
  EXPECT_THAT(page, HasSubstr(R"({"itemCount":11,"pageCount":3,"items":[)"));
  EXPECT_THAT(page, HasSubstr("stage/rtmps"));
  EXPECT_THAT(page, testing::Not(HasSubstr("always/on")));
  EXPECT_EQ(replay.answer(get("/v3/paths/list", "page=x"), 0).status, 400);
}

TEST(Replay, AServerThatWasAwayResetsTheConnection) {
  const Replay replay = load("v1.20.1/event-origin.jsonl");
  const Result<std::size_t> away = replay.line_of_poll(36);
  ASSERT_TRUE(away.ok());
  EXPECT_EQ(replay.answer(get("/v3/paths/list"), *away).delivery, Delivery::Reset);
}

TEST(Replay, RoutesThatWereNotRecordedAre404AndConfigurationHoldsForLaterPolls) {
  const Replay replay = load("v1.20.1/steady-origin.jsonl");
  EXPECT_EQ(replay.answer(get("/v3/nonsense"), 1).status, 404);
  EXPECT_EQ(replay.answer(get("/v3/config/global/get"), 1).status, 200);
  EXPECT_THAT(*replay.answer(get("/v3/paths/forward/list", "path=event/main"), 1).body,
              HasSubstr("\"pos\":1"));
}

TEST(Replay, OldServersAnswerUnderV2) {
  const Replay replay = load("v1.0.3/steady-origin.jsonl");
  EXPECT_EQ(replay.answer(get("/v2/paths/list"), 0).status, 200);
  EXPECT_EQ(replay.answer(get("/v3/paths/list"), 0).status, 404);
}

TEST(Replay, ErrorsNameTheFileAndThePolls) {
  EXPECT_THAT(Replay::load("/nowhere.jsonl").error().message, HasSubstr("/nowhere.jsonl"));
  EXPECT_THAT(load("v1.20.1/event-origin.jsonl").line_of_poll(77).error().message,
              HasSubstr("0 to 49"));
}

}  // namespace
}  // namespace mtxmon::sim
