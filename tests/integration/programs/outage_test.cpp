// One after the other dies hard and comes back: who is left says what is wrong, and everything
// recovers by itself.
#include <string>

#include <gtest/gtest.h>

#include "core/base/time_text.h"
#include "tests/integration/programs/stack.h"

namespace mtxmon {
namespace {

using Outage = Stack;

TEST_F(Outage, OfTheExporterKeepsStreamsStatesAndHistory) {
  start_pipe();
  control(R"({"publisher":"stop","stream":"cam/0001"})");
  ASSERT_TRUE(eventually(kPatience, [this] { return state_of("cam/0001") == "gone"; }));
  ASSERT_TRUE(eventually(kPatience, [this] { return history_times().size() >= 5; }));
  const std::string gone_since = stream("cam/0001")["since"].text();
  const std::string live_since = stream(kMain)["since"].text();
  const double seq_before = seq();
  const double first_sample = history_times().front();

  exporter().kill_hard();
  ASSERT_TRUE(eventually(kPatience, [this] {
    return node()["error"].text().find("no exporter") != std::string::npos;
  }));
  EXPECT_TRUE(node()["up"].is(false));
  EXPECT_EQ(state_of(kMain), "unknown");
  EXPECT_EQ(state_of("cam/0001"), "gone");
  EXPECT_EQ(http_get(dashboard().port(), "/readyz")->status, 503);

  exporter().restart();
  ASSERT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
  ASSERT_TRUE(polls_go_on());
  EXPECT_TRUE(node()["up"].is(true));
  EXPECT_GT(seq(), seq_before);
  EXPECT_EQ(state_of("cam/0001"), "gone");
  EXPECT_EQ(stream("cam/0001")["since"].text(), gone_since);
  EXPECT_EQ(stream(kMain)["since"].text(), live_since);
  EXPECT_EQ(history_times().front(), first_sample);
  EXPECT_TRUE(eventually(kPatience, [&] { return history_times().back() > first_sample + 1; }));
}

TEST_F(Outage, OfTheDashboardIsANewInstanceForItsClients) {
  start_pipe();
  WebSocketClient before(dashboard().port(), "/api/v1/live");
  const std::string instance = next_message(before)["instance"].text();
  const double seq_before = seq();

  dashboard().kill_hard();
  EXPECT_TRUE(before.at_end());
  dashboard().restart();
  WebSocketClient after(dashboard().port(), "/api/v1/live");
  ASSERT_TRUE(after.open());
  const JsonView snapshot = next_message(after);
  EXPECT_EQ(snapshot["type"].text(), "snapshot");
  EXPECT_NE(snapshot["instance"].text(), instance);
  ASSERT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
  EXPECT_TRUE(eventually(kPatience, [&] { return seq() > seq_before; }));
  EXPECT_EQ(next_message(after)["type"].text(), "update");
}

TEST_F(Outage, OfTheAgentEndsWithItsReturn) {
  start_dashboard();
  start_agent();
  const auto host = [this] {
    return dashboard().get_json("/api/v1/hosts")["hosts"].find("host", "venue-a");
  };
  ASSERT_TRUE(eventually(kPatience, [&] { return host()["cpu_usage_ratio"].exists(); }));
  agent().kill_hard();
  ASSERT_TRUE(eventually(kPatience, [&] { return host()["age_seconds"].number() > 1; }));
  const std::string last = host()["collected_at"].text();
  agent().restart();
  EXPECT_TRUE(eventually(kPatience, [&] { return host()["collected_at"].text() > last; }));
  EXPECT_TRUE(eventually(kPatience, [&] { return host()["age_seconds"].number() < 1; }));
}

class RedisOutage : public Outage {
 protected:
  void kill_redis() {
    redis().kill_hard();
    ASSERT_TRUE(eventually(
        kPatience, [this] { return exporter().metric("mediamtx_exporter_redis_up") == 0; }));
    // The dashboard says so and still shows the last values.
    ASSERT_TRUE(eventually(kPatience, [this] {
      return dashboard().get("/readyz").empty() && state_of(kMain) == "unknown";
    }));
    // The exporter polls on.
    const auto polls = [this] { return simulator().requests("paths/list"); };
    const auto before = polls();
    EXPECT_TRUE(eventually(kPatience, [&] { return polls() > before + 2; }));
    EXPECT_EQ(exporter().metric(R"(mediamtx_up{node="local"})"), 1);
  }

  void expect_recovery() {
    ASSERT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
    ASSERT_TRUE(polls_go_on());
    EXPECT_EQ(exporter().metric("mediamtx_exporter_redis_up"), 1);
    EXPECT_FALSE(dashboard().get("/readyz").empty());
  }
};

TEST_F(RedisOutage, WithASnapshotFillsTheGap) {
  start_pipe();
  ASSERT_TRUE(eventually(kPatience, [this] { return history_times().size() >= 5; }));
  const double first_sample = history_times().front();
  redis().ask({"SAVE"});
  kill_redis();
  redis().start();
  const double back_at = history_times().empty() ? first_sample : history_times().back();
  expect_recovery();
  EXPECT_TRUE(eventually(kPatience, [&] {
    const auto times = history_times();
    return times.front() == first_sample && times.back() > back_at;
  }));
  // What was polled while Redis was away is there, too: no two samples are far apart.
  EXPECT_TRUE(eventually(kPatience, [&] {
    const auto history =
        dashboard().get_json("/api/v1/history?node=local&path=event/main&series=readers");
    for (const JsonView& value : history["series"]["readers"]["avg"].items()) {
      if (value.is_null()) return false;
    }
    return true;
  }));
}

TEST_F(RedisOutage, WithNothingLeftWritesTheLastTwoMinutesAgain) {
  start_pipe();
  start_agent();
  ASSERT_TRUE(eventually(kPatience, [this] { return history_times().size() >= 5; }));
  const double first_sample = history_times().front();
  kill_redis();
  redis().delete_snapshot();
  redis().start();
  expect_recovery();
  EXPECT_TRUE(eventually(kPatience, [&] {
    const auto times = history_times();
    return !times.empty() && times.front() == first_sample;
  }));
  EXPECT_TRUE(eventually(kPatience, [this] {
    return dashboard().get_json("/api/v1/hosts")["hosts"].find("host", "venue-a").exists();
  }));
}

// What the exporter polled before it could read what an earlier one left must not replace that.
TEST_F(RedisOutage, FromTheStartLosesNoNumberAndNoVanishedStream) {
  const std::string now = format_rfc3339(SystemClock().wall_now());
  redis().ask({"HSET", "mediamtx:streams:latest", "local",
               R"({"seq":1000,"collected_at":")" + now +
                   R"(","streams":[{"name":"old","state":"gone","since":")" + now + R"("}]})"});
  redis().ask({"SAVE"});
  redis().kill_hard();
  start_simulator();
  start_exporter();
  ASSERT_TRUE(eventually(kPatience, [this] { return simulator().requests("paths/list") > 3; }));
  redis().start();
  EXPECT_TRUE(eventually(kPatience, [this] {
    const auto latest =
        JsonView::parse(redis().ask({"HGET", "mediamtx:streams:latest", "local"}).text);
    EXPECT_GE(latest["seq"].number(), 1000);
    EXPECT_TRUE(latest["streams"].find("name", "old").exists());
    return HasFailure() || latest["seq"].number() > 1002;
  }));
}

TEST_F(Outage, OfMediaMtxSaysWhyAndEnds) {
  std::vector<std::string> command = program_command("mediamtx-sim", {"--port", "0"});
  std::optional<ChildProcess> server(std::in_place, command);
  const auto line = server->wait_for_line("listening on ");
  ASSERT_TRUE(line);
  const std::string url = line->substr(line->find("http://"));
  start_exporter({"--mediamtx.url", url});
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
  const double readers = stream(kMain)["readers"].number();

  server->kill_hard();
  ASSERT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "unknown"; }));
  EXPECT_TRUE(node()["up"].is(false));
  EXPECT_NE(node()["error"].text().find(url), std::string::npos) << node()["error"].text();
  EXPECT_TRUE(node()["down_since"].exists());
  EXPECT_EQ(stream(kMain)["readers"].number(), readers);
  const std::string page = exporter().get("/metrics");
  EXPECT_EQ(metric_in(page, R"(mediamtx_up{node="local"})"), 0);
  EXPECT_EQ(page.find(R"(path="event/main")"), std::string::npos);

  command = program_command("mediamtx-sim", {"--port", url.substr(url.rfind(':') + 1)});
  server.emplace(command);
  ASSERT_TRUE(server->wait_for_line("listening on "));
  ASSERT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
  EXPECT_TRUE(node()["error"].is_null() || !node()["error"].exists());
  EXPECT_FALSE(node()["down_since"].exists());
}

}  // namespace
}  // namespace mtxmon
