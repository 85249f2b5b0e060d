// MediaMTX misbehaves: it hangs, answers nonsense, refuses us. What can be known is still shown.
#include <string>

#include <gtest/gtest.h>

#include "tests/integration/programs/stack.h"

namespace mtxmon {
namespace {

class MediaMtxFaults : public Stack {
 protected:
  [[nodiscard]] std::string endpoint_state(const char* name) const {
    return node()["endpoints"][name]["state"].text();
  }
};

TEST_F(MediaMtxFaults, AHangingServerDelaysNobody) {
  start_simulator();
  start_exporter({"--poll.timeout", "1s"});
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
  const double readers = stream(kMain)["readers"].number();
  const auto asked_before = simulator().requests("paths/list");
  control(R"({"fault":"hang"})");
  // While a request hangs (no poll can have ended between the two looks), the pages answer.
  ASSERT_TRUE(eventually(kPatience,
                         [&] { return simulator().requests("paths/list") >= asked_before + 2; }));
  ASSERT_TRUE(eventually(kPatience, [&] {
    const auto hanging = simulator().requests("paths/list");
    const bool answered = exporter().metric(R"(mediamtx_up{node="local"})").has_value() &&
                          stream(kMain)["readers"].number() == readers;
    return answered && simulator().requests("paths/list") == hanging;
  }));
  ASSERT_TRUE(eventually(
      kPatience, [this] { return exporter().metric(R"(mediamtx_up{node="local"})") == 0; }));
  ASSERT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "unknown"; }));
  EXPECT_EQ(stream(kMain)["readers"].number(), readers);
  EXPECT_TRUE(eventually(
      kPatience, [this] { return dashboard().get_json(kMainUrl)["age_seconds"].number() > 2; }));

  control(R"({"fault":"none"})");
  EXPECT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
  EXPECT_EQ(exporter().metric(R"(mediamtx_up{node="local"})"), 1);
}

// The exporter is alive and says what is wrong with MediaMTX; "no exporter" would be a lie.
TEST_F(MediaMtxFaults, AHangingServerIsNeverTakenForADeadExporter) {
  start_simulator();
  start_exporter({"--poll.timeout", "1s"});
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
  WebSocketClient client(dashboard().port(), "/api/v1/live");
  control(R"({"fault":"hang"})");
  double polls_seen = 0;
  for (int i = 0; i < 200 && polls_seen < 3; ++i) {
    const JsonView message = next_message(client);
    ASSERT_TRUE(message.exists());
    const JsonView local = message["nodes"].find("node", "local");
    if (!local["error"].text().empty()) ++polls_seen;
    ASSERT_EQ(local["error"].text().find("no exporter"), std::string::npos)
        << local["error"].text();
  }
  EXPECT_EQ(polls_seen, 3);
}

class OneListFails : public MediaMtxFaults, public testing::WithParamInterface<const char*> {};

TEST_P(OneListFails, AndHidesNothingElse) {
  start_simulator();
  start_exporter({"--poll.timeout", "1s"});
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
  ASSERT_EQ(endpoint_state("srtconns"), "ok");
  control(std::string(R"({"route":"srtconns","fault":")") + GetParam() + R"("})");
  ASSERT_TRUE(eventually(kPatience, [this] { return endpoint_state("srtconns") == "failed"; }));
  EXPECT_FALSE(node()["endpoints"]["srtconns"]["error"].text().empty());
  const double bytes = stream(kMain)["inbound_bytes_total"].number();
  EXPECT_TRUE(
      eventually(kPatience, [&] { return stream(kMain)["inbound_bytes_total"].number() > bytes; }));
  EXPECT_EQ(state_of(kMain), "live");
  EXPECT_EQ(state_of("cam/0001"), "live");
  EXPECT_EQ(exporter().metric(R"(mediamtx_up{node="local"})"), 1);
  EXPECT_EQ(exporter().metric(R"(mediamtx_endpoint_up{node="local",endpoint="srtconns"})"), 0);

  control(R"({"fault":"none"})");
  EXPECT_TRUE(eventually(kPatience, [this] { return endpoint_state("srtconns") == "ok"; }));
}

INSTANTIATE_TEST_SUITE_P(EachFault, OneListFails,
                         testing::Values("cut", "garbage", "empty", "html", "drip", "status",
                                         "reset", "hang"),
                         [](const auto& one) { return std::string(one.param); });

TEST_F(MediaMtxFaults, WithoutCredentialsTheErrorNamesTheKey) {
  start_simulator({.streams = 1, .user = "monitor", .password = "right", .auth_delay_seconds = 0});
  start_exporter();
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [this] { return node()["up"].is(false); }));
  EXPECT_NE(node()["error"].text().find("mediamtx.username"), std::string::npos)
      << node()["error"].text();
}

TEST_F(MediaMtxFaults, WrongCredentialsAreNamedAndNotShown) {
  start_simulator({.streams = 1, .user = "monitor", .password = "right", .auth_delay_seconds = 0});
  RunningProgram wrong("mediamtx-exporter",
                       {"--mediamtx.url", simulator().url(), "--redis.url", redis_url(),
                        "--mediamtx.username", "monitor"},
                       {"MTXMON_MEDIAMTX_PASSWORD=my-wr0ng-one"});
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [this] { return node()["up"].is(false); }));
  EXPECT_NE(node()["error"].text().find("refuses user \"monitor\""), std::string::npos)
      << node()["error"].text();
  EXPECT_EQ((wrong.log() + dashboard().get("/api/v1/nodes")).find("my-wr0ng-one"),
            std::string::npos);
  EXPECT_EQ(wrong.stop(), 0);
}

TEST_F(MediaMtxFaults, RightCredentialsWork) {
  start_simulator({.streams = 1, .user = "monitor", .password = "right", .auth_delay_seconds = 0});
  RunningProgram right("mediamtx-exporter",
                       {"--mediamtx.url", simulator().url(), "--redis.url", redis_url(),
                        "--mediamtx.username", "monitor"},
                       {"MTXMON_MEDIAMTX_PASSWORD=right"});
  start_dashboard();
  EXPECT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
  EXPECT_EQ(right.stop(), 0);
}

TEST_F(MediaMtxFaults, AProtocolThatIsOffIsNoError) {
  start_pipe();
  control(R"({"protocol":"srt","enabled":false})");
  ASSERT_TRUE(eventually(kPatience, [this] { return endpoint_state("srtconns") == "off"; }));
  EXPECT_TRUE(node()["up"].is(true));
  EXPECT_FALSE(
      exporter().metric(R"(mediamtx_endpoint_up{node="local",endpoint="srtconns"})").has_value());
  control(R"({"protocol":"srt","enabled":true})");
  EXPECT_TRUE(eventually(kPatience, [this] { return endpoint_state("srtconns") == "ok"; }));
  EXPECT_TRUE(eventually(kPatience, [this] { return state_of(kMain) == "live"; }));
  EXPECT_TRUE(eventually(kPatience, [this] {
    const JsonView events = dashboard().get_json("/api/v1/events")["events"];
    return events.find("type", "protocol_off").exists() &&
           events.find("type", "protocol_on").exists();
  }));
}

}  // namespace
}  // namespace mtxmon
