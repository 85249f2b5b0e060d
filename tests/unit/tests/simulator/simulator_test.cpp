#include "tests/simulator/simulator.h"

#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tests/simulator/test_client.h"
#include "tests/unit/tests/simulator/test_clock.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class SimulatorTest : public testing::Test {
 protected:
  void start(SimulatorOptions options) {
    options.clock = &clock_;
    simulator_ = std::make_unique<Simulator>(std::move(options));
    const Status started = simulator_->start();
    ASSERT_TRUE(started.ok()) << started.error().message;
  }
  [[nodiscard]] Reply get(std::string_view target, std::string_view headers = "",
                          int timeout_ms = 5000) const {
    return ask(simulator_->port(), "GET", target, headers, "", timeout_ms);
  }
  [[nodiscard]] Reply order(std::string_view json) const {
    return ask(simulator_->port(), "POST", "/sim/control", "", json);
  }

  TestClock clock_;
  std::unique_ptr<Simulator> simulator_;
};

TEST_F(SimulatorTest, AnswersWithTheHeadersOfMediaMtx) {
  start({.streams = 3});
  const Reply info = get("/v3/info");
  EXPECT_THAT(info.head, StartsWith("HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n"));
  EXPECT_TRUE(info.has_header("Server: mediamtx"));
  EXPECT_TRUE(info.has_header("Content-Type: application/json; charset=utf-8"));
  EXPECT_TRUE(info.has_header("Content-Length: " + std::to_string(info.body.size())));
  EXPECT_TRUE(get("/v3/paths/list").has_header("Transfer-Encoding: chunked"));
  EXPECT_THAT(get("/v3/paths/list").body, testing::EndsWith("]}"));
  EXPECT_EQ(ask(simulator_->port(), "POST", "/v3/paths/list").status(), 404);
}

TEST_F(SimulatorTest, CountersFollowTheClock) {
  start({.streams = 1});
  const std::string before = get("/v3/paths/get/event/main").body;
  EXPECT_EQ(get("/v3/paths/get/event/main").body, before);
  clock_.advance(2.0);
  EXPECT_NE(get("/v3/paths/get/event/main").body, before);
}

TEST_F(SimulatorTest, WithoutCredentials401AtOnceWithWrongOnesLater) {
  start({.streams = 1, .user = "mon", .password = "right", .auth_delay_seconds = 0.2});
  const Reply none = get("/v3/nonsense");
  EXPECT_EQ(none.status(), 401);
  EXPECT_TRUE(none.has_header("Www-Authenticate: Basic realm=\"mediamtx\""));
  EXPECT_EQ(none.body, R"({"status":"error","error":"authentication error"})");

  const auto asked = std::chrono::steady_clock::now();
  const Reply wrong = get("/v3/info", "Authorization: Basic bW9uOndyb25n\r\n");
  EXPECT_GE(std::chrono::steady_clock::now() - asked, std::chrono::milliseconds(200));
  EXPECT_EQ(wrong.status(), 401);
  EXPECT_THAT(wrong.head, testing::Not(HasSubstr("Www-Authenticate")));

  EXPECT_EQ(get("/v3/info", "Authorization: Basic bW9uOnJpZ2h0\r\n").status(), 200);
  EXPECT_EQ(get("/sim/state").status(), 200);
}

TEST_F(SimulatorTest, FaultsHitTheirRouteForTheirCount) {
  start({.streams = 2});
  ASSERT_EQ(order(R"({"fault":"status","route":"srtconns","status":503,"count":1})").status(), 200);
  EXPECT_EQ(get("/v3/paths/list").status(), 200);
  EXPECT_EQ(get("/v3/srtconns/list").status(), 503);
  EXPECT_EQ(get("/v3/srtconns/list").status(), 200);

  ASSERT_TRUE(simulator_->control(R"({"fault":"html"})").ok());
  EXPECT_EQ(get("/v3/info").status(), 502);
  ASSERT_TRUE(simulator_->control(R"({"fault":"empty"})").ok());
  EXPECT_EQ(get("/v3/info").status(), 200);
  EXPECT_EQ(get("/v3/info").body, "");
  ASSERT_TRUE(simulator_->control(R"({"fault":"garbage"})").ok());
  EXPECT_EQ(get("/v3/info").body.size(), 512U);
  ASSERT_TRUE(simulator_->control(R"({"fault":"reset"})").ok());
  EXPECT_TRUE(get("/v3/info").connected);
  EXPECT_EQ(get("/v3/info").head, "");
  ASSERT_TRUE(simulator_->clear_faults().ok());
  EXPECT_THAT(get("/v3/info").body, HasSubstr("v1.20.1"));
}

TEST_F(SimulatorTest, ACutAnswerPromisesMoreThanItSends) {
  start({.streams = 2});
  const std::size_t whole = get("/v3/paths/list").body.size();
  ASSERT_TRUE(simulator_->control(R"({"fault":"cut"})").ok());
  const Reply cut = get("/v3/paths/list");
  EXPECT_FALSE(cut.timed_out);
  EXPECT_TRUE(cut.has_header("Content-Length: " + std::to_string(whole)));
  EXPECT_EQ(cut.body.size(), whole / 2);
}

TEST_F(SimulatorTest, AHangingOrDrippingAnswerDoesNotDelayOthersNorTheEnd) {
  start({.streams = 2});
  ASSERT_TRUE(simulator_->control(R"({"fault":"hang","route":"srtconns"})").ok());
  ASSERT_TRUE(simulator_->control(R"({"fault":"drip","route":"paths"})").ok());
  std::future<Reply> hanging =
      std::async(std::launch::async, [&] { return get("/v3/srtconns/list", "", 60'000); });
  std::future<Reply> dripping =
      std::async(std::launch::async, [&] { return get("/v3/paths/list", "", 60'000); });
  while (simulator_->requests("srtconns/list") + simulator_->requests("paths/list") < 2)
    std::this_thread::yield();
  EXPECT_EQ(get("/v3/info").status(), 200);
  simulator_->stop();
  EXPECT_EQ(hanging.get().head, "");
  EXPECT_FALSE(dripping.get().timed_out);
}

TEST_F(SimulatorTest, RefusesConnectionsUntilToldOtherwise) {
  start({.streams = 1});
  ASSERT_TRUE(simulator_->refuse_connections(600.0).ok());
  while (get("/v3/info").connected) std::this_thread::yield();
  ASSERT_TRUE(simulator_->refuse_connections(0.0).ok());
  while (!get("/v3/info").connected) std::this_thread::yield();
  EXPECT_EQ(get("/v3/info").status(), 200);
}

TEST_F(SimulatorTest, OrdersChangeTheSceneAndWrongOnesSayWhy) {
  start({.streams = 3});
  EXPECT_EQ(order(R"({"publisher":"stop","stream":"cam/0001"})").status(), 200);
  EXPECT_EQ(get("/v3/paths/get/cam/0001").status(), 404);
  const Reply unknown = order(R"({"publisher":"stop","stream":"cam/9999"})");
  EXPECT_EQ(unknown.status(), 400);
  EXPECT_THAT(unknown.body, HasSubstr("cam/9999"));
  EXPECT_EQ(order(R"({"replay_poll":1})").status(), 400);
  EXPECT_EQ(get("/sim/control").status(), 404);
  EXPECT_TRUE(simulator_->start_publisher("cam/0001").ok());
  EXPECT_EQ(get("/v3/paths/get/cam/0001").status(), 200);
}

TEST_F(SimulatorTest, UnauthorizedMeansEverybodyUntilItEnds) {
  start({.streams = 1, .auth_delay_seconds = 0.0});
  ASSERT_EQ(order(R"({"unauthorized":true})").status(), 200);
  EXPECT_EQ(get("/v3/info").status(), 401);
  EXPECT_EQ(get("/v3/info", "Authorization: Basic bW9uOnJpZ2h0\r\n").status(), 401);
  ASSERT_TRUE(simulator_->set_unauthorized(false).ok());
  EXPECT_EQ(get("/v3/info").status(), 200);
}

TEST_F(SimulatorTest, LatencyHoldsEveryAnswerBack) {
  start({.streams = 1, .latency_seconds = 30.0});
  EXPECT_TRUE(get("/v3/info", "", 50).timed_out);
  ASSERT_EQ(order(R"({"latency_seconds":0})").status(), 200);
  EXPECT_EQ(get("/v3/info").status(), 200);
}

TEST_F(SimulatorTest, AReloadRefusesForAWhileAndKeepsTheSessions) {
  start({.streams = 1});
  const std::string before = get("/v3/srtconns/list").body;
  ASSERT_EQ(order(R"({"reload":true,"seconds":600})").status(), 200);
  while (get("/v3/info").connected) std::this_thread::yield();
  ASSERT_TRUE(simulator_->refuse_connections(0.0).ok());
  while (!get("/v3/info").connected) std::this_thread::yield();
  EXPECT_EQ(get("/v3/srtconns/list").body, before);
  ASSERT_EQ(order(R"({"restart":true,"seconds":600})").status(), 200);
  while (get("/v3/info").connected) std::this_thread::yield();
  ASSERT_TRUE(simulator_->refuse_connections(0.0).ok());
  while (!get("/v3/info").connected) std::this_thread::yield();
  EXPECT_NE(get("/v3/srtconns/list").body, before);
}

TEST_F(SimulatorTest, FaultsKnowARouteByItsOldNameInEveryShape) {
  start({.streams = 2, .version_shape = "v1.21"});
  ASSERT_EQ(order(R"({"fault":"status","route":"srtconns"})").status(), 200);
  EXPECT_EQ(get("/v3/srt/conns/list").status(), 500);
  EXPECT_EQ(get("/v3/srtconns/list").status(), 404);
  EXPECT_EQ(get("/v3/paths/list").status(), 200);
}

TEST_F(SimulatorTest, ErrorsLookAsTheReleaseWordsThem) {
  start({.streams = 1, .version_shape = "v1.9"});
  EXPECT_EQ(get("/v3/paths/get/none").body, R"({"error":"path not found"})");
  start({.streams = 1, .version_shape = "v1.2"});
  EXPECT_EQ(get("/v3/paths/get/none").status(), 500);
  EXPECT_THAT(get("/v3/paths/list?itemsPerPage=2&page=99").body, HasSubstr("\"pull/dead\""));
  start({.streams = 1, .version_shape = "v1.0"});
  EXPECT_EQ(get("/v2/paths/list?page=x").status(), 400);
  EXPECT_EQ(get("/v2/paths/list?page=x").body, "");
  EXPECT_EQ(get("/v3/paths/list").status(), 404);
}

TEST_F(SimulatorTest, SecretsAreEverywhereARealServerMayShowThem) {
  start({.streams = 40, .readers = 4, .mix = true, .version_shape = "v1.19"});
  for (const char* route :
       {"config/global/get", "config/paths/list", "srtconns/list", "rtspsessions/list",
        "rtmpconns/list", "webrtcsessions/list", "hlssessions/list", "moqsessions/list"})
    EXPECT_THAT(get(std::string("/v3/") + route).body, HasSubstr("planted-S3CRET-1")) << route;
  start({.streams = 1, .version_shape = "v1.21"});
  for (const char* route : {"paths/forward-dests/list?path=event/main",
                            "paths/static-sources/get/pull/dead", "config/paths/list"})
    EXPECT_THAT(get(std::string("/v3/") + route).body, HasSubstr("planted-S3CRET-1")) << route;
  start({.streams = 1, .version_shape = "v1.0"});
  EXPECT_THAT(get("/v2/paths/list").body, HasSubstr(R"("publishPass":"planted-S3CRET-1")"));
}

TEST_F(SimulatorTest, TheStateTellsTheTruth) {
  start({.streams = 1, .readers = 2, .extras = false});
  ASSERT_EQ(get("/v3/info?x=1").status(), 200);
  const std::string state = get("/sim/state").body;
  EXPECT_EQ(state, simulator_->state());
  EXPECT_THAT(state, HasSubstr(R"("requests":{"info":1},"methods":{"GET":1},"unauthorized":0)"));
  EXPECT_THAT(state, HasSubstr(R"("name":"event/main")"));
  EXPECT_EQ(simulator_->requests("info"), 1U);
  EXPECT_EQ(simulator_->requests("paths/list"), 0U);
}

TEST_F(SimulatorTest, ReplaysARecordingAndFreezesAtAPoll) {
  start({.replay_file = std::string(MTXMON_FIXTURES) + "/mediamtx/v1.20.1/event-origin.jsonl"});
  EXPECT_THAT(get("/v3/info").body, HasSubstr("16:47:17"));
  clock_.advance(90.0);
  EXPECT_THAT(get("/v3/info").body, HasSubstr("16:48:36"));
  ASSERT_EQ(order(R"({"replay_poll":0})").status(), 200);
  EXPECT_THAT(get("/v3/info").body, HasSubstr("16:47:17"));
  EXPECT_THAT(get("/sim/state").body, HasSubstr(R"("replay_poll":0)"));
  EXPECT_EQ(order(R"({"restart":true})").status(), 400);
  EXPECT_EQ(order(R"({"replay_poll":99})").status(), 400);
}

TEST_F(SimulatorTest, ManyClientsAtOnceAreServed) {
  start({.streams = 50});
  std::vector<std::jthread> clients;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      for (int k = 0; k < 10; ++k) {
        clock_.advance(0.05);
        good += get("/v3/srtconns/list").status() == 200 ? 1 : 0;
      }
    });
  }
  clients.clear();
  EXPECT_EQ(good, 80);
}

TEST(SimulatorStart, ErrorsNameTheOption) {
  EXPECT_THAT(Simulator({.srt_share = 1.5}).start().error().message, HasSubstr("SRT share"));
  EXPECT_THAT(Simulator({.address = "localhost"}).start().error().message, HasSubstr("localhost"));
  EXPECT_THAT(Simulator({.replay_file = "/nowhere"}).start().error().message,
              HasSubstr("/nowhere"));
  EXPECT_THAT(Simulator({.version_shape = "v9.9"}).start().error().message,
              testing::AllOf(HasSubstr("v9.9"), HasSubstr("v1.20")));
  Simulator first({});
  ASSERT_TRUE(first.start().ok());
  EXPECT_THAT(Simulator({.port = first.port()}).start().error().message,
              HasSubstr(std::to_string(first.port())));
}

}  // namespace
}  // namespace mtxmon
