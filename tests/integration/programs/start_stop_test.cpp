// Starting without the others, ending in order.
#include <chrono>
#include <csignal>
#include <iostream>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "tests/integration/programs/stack.h"

namespace mtxmon {
namespace {

using StartStop = Stack;

TEST_F(StartStop, SigtermEndsEachProgramWellAndWithTheDataWritten) {
  start_pipe();
  start_agent();
  WebSocketClient client(dashboard().port(), "/api/v1/live");
  ASSERT_TRUE(client.open());
  EXPECT_EQ(agent().stop(), 0);
  EXPECT_EQ(exporter().stop(), 0);
  const double seq =
      JsonView::parse(redis().ask({"HGET", "mediamtx:streams:latest", "local"}).text)["seq"]
          .number();
  EXPECT_GT(seq, 0);
  EXPECT_EQ(redis().ask({"EXISTS", "mediamtx:lease:{local}"}).integer, 0);
  EXPECT_EQ(dashboard().stop(), 0);
  EXPECT_TRUE(client.at_end());
}

TEST_F(StartStop, SigintDoes) {
  start_agent();
  agent().process().signal(SIGINT);
  EXPECT_EQ(agent().process().wait(), 0);
}

TEST_F(StartStop, SigtermDuringAHangingPollAndWithoutRedis) {
  start_simulator();
  control(R"({"fault":"hang"})");
  redis().kill_hard();
  start_exporter({"--poll.timeout", "10m"});
  start_dashboard();
  start_agent();
  ASSERT_TRUE(eventually(kPatience, [this] { return simulator().requests("paths/list") > 0; }));
  // TearDown ends all three: they must not wait for the poll.
}

// Each of their threads that talks to Redis waits for its answer.
TEST_F(StartStop, SigtermWhileRedisHangs) {
  start_pipe();
  start_agent();
  ASSERT_TRUE(eventually(kPatience, [this] {
    return dashboard().get_json("/api/v1/hosts")["hosts"].find("host", "venue-a").exists();
  }));
  redis().freeze();
  std::jthread asking([this] { (void)history_times(); });
  ASSERT_TRUE(eventually(kPatience,
                         [this] { return exporter().metric("mediamtx_exporter_redis_up") == 0; }));
  for (RunningProgram* program : {&dashboard(), &exporter(), &agent()}) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(program->stop(), 0);
    const auto seconds = to_seconds(std::chrono::steady_clock::now() - begin);
    std::cout << program->process().pid() << " ended after " << seconds << " s\n";
  }
  redis().thaw();
}

TEST_F(StartStop, WithoutRedisMetricsAreServedAndWritingBeginsWithIt) {
  redis().kill_hard();
  start_simulator();
  start_exporter();
  start_dashboard();
  start_agent();
  EXPECT_TRUE(eventually(
      kPatience, [this] { return exporter().metric(R"(mediamtx_up{node="local"})") == 1; }));
  EXPECT_TRUE(
      exporter().metric(R"(mediamtx_stream_inbound_bytes_total{node="local",path="event/main"})"));
  EXPECT_EQ(exporter().metric("mediamtx_exporter_redis_up"), 0);
  EXPECT_EQ(http_get(dashboard().port(), "/healthz")->status, 200);
  EXPECT_EQ(http_get(dashboard().port(), "/readyz")->status, 503);
  EXPECT_EQ(http_get(dashboard().port(), "/api/v1/streams")->status, 503);

  redis().start();
  EXPECT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
  EXPECT_TRUE(eventually(kPatience, [this] {
    return dashboard().get_json("/api/v1/hosts")["hosts"].find("host", "venue-a").exists();
  }));
  EXPECT_EQ(exporter().metric("mediamtx_exporter_redis_up"), 1);
}

TEST_F(StartStop, APortThatIsTakenIsNamed) {
  start_agent();
  const std::string taken = "127.0.0.1:" + std::to_string(agent().port());
  for (const char* name : {"mediamtx-exporter", "mediamtx-dashboard", "mediamtx-agent"}) {
    const Ending ending =
        run_program(name, {"--web.listen-address", taken, "--redis.url", redis_url()});
    EXPECT_EQ(ending.code, 1) << name;
    EXPECT_NE(ending.errors.find(taken), std::string::npos) << ending.errors;
  }
}

}  // namespace
}  // namespace mtxmon
