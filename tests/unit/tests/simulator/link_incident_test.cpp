// What the answers say when media is lost on its way, in and out.
#include <algorithm>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tests/simulator/stage.h"

namespace mtxmon::sim {
namespace {

// No counter of the publisher's item ever falls.
class Loss {
 public:
  explicit Loss(Stage& stage) : stage_(stage), last_(counts(stage.publisher())) {}

  // What an item's counters grew by in so many seconds.
  Counts over(double seconds) {
    const Counts before = last_;
    const double end = stage_.scene().now() + seconds;
    while (stage_.scene().now() < end) {
      stage_.at(std::min(stage_.scene().now() + 0.1, end));
      const Counts now = counts(stage_.publisher());
      for (const auto& [key, value] : now) {
        const bool counter = key.starts_with("packetsReceived") || key.starts_with("bytesReceived");
        if (!counter || key.ends_with("Rate")) continue;
        EXPECT_GE(value, last_.at(key)) << key;
      }
      last_ = now;
    }
    return growth(before, last_);
  }
  static double lost_for_good(Counts grown) {
    return static_cast<double>(grown["packetsReceivedLoss"] - grown["packetsReceivedRetrans"] +
                               grown["packetsReceivedDrop"]);
  }

 private:
  Stage& stage_;
  Counts last_;
};

TEST(LinkIncident, ALatencyBelowThreeRoundTripsLosesPacketsForGood) {
  Stage stage;
  stage.at(20.0);
  const std::string id = text(stage.publisher(), "id");
  const auto usual = static_cast<double>(counts(stage.path(kMain))["inboundBytes"]) / 20.0;
  stage.expect_done(
      R"({"link":"bad","stream":"event/main","loss_ratio":0.3,"latency_seconds":0.06,)"
      R"("rtt_seconds":0.04})");
  stage.at(25.0);
  EXPECT_NE(text(stage.publisher(), "id"), id) << "a latency is negotiated anew";
  EXPECT_EQ(stage.publisher()["msReceiveTsbPdDelay"].get_uint64().value(), 60U);
  EXPECT_NEAR(number(stage.publisher(), "msRTT"), 40.0, 15.0);
  Counts grown = Loss(stage).over(60.0);
  const auto unique = static_cast<double>(grown["packetsReceivedUnique"]);
  const double holes = Loss::lost_for_good(grown);
  EXPECT_NEAR(static_cast<double>(grown["packetsReceivedLoss"]) / (unique + holes), 0.3, 0.02);
  EXPECT_NEAR(holes / (unique + holes), 0.09, 0.02);
  EXPECT_GT(grown["packetsReceivedBelated"], 0);
  EXPECT_LE(grown["packetsReceivedBelated"], grown["packetsReceivedDrop"]);
  EXPECT_EQ(grown["packetsReceived"],
            grown["packetsReceivedUnique"] + grown["packetsReceivedDrop"]);
  const Counts before = counts(stage.path(kMain));
  stage.at(145.0);
  const auto bytes = static_cast<double>(growth(before, counts(stage.path(kMain)))["inboundBytes"]);
  EXPECT_NEAR(bytes / 60.0 / usual, 0.91, 0.15) << "the path lacks them, too";

  stage.expect_done(R"({"link":"good","stream":"event/main"})");
  stage.at(150.0);
  EXPECT_EQ(stage.publisher()["msReceiveTsbPdDelay"].get_uint64().value(), 60U);
  EXPECT_LT(number(stage.publisher(), "packetsReceivedLossRate"), 1.0);
}

TEST(LinkIncident, AnAmpleLatencyRepairsAlmostEverything) {
  Stage stage;
  stage.at(20.0);
  const std::string id = text(stage.publisher(), "id");
  stage.expect_done(R"({"link":"bad","stream":"event/main","loss_ratio":0.02})");
  Counts grown = Loss(stage).over(120.0);
  EXPECT_GT(grown["packetsReceivedLoss"], 200);
  EXPECT_EQ(Loss::lost_for_good(grown), 0.0);
  EXPECT_EQ(grown["packetsReceivedBelated"], 0);
  EXPECT_EQ(text(stage.publisher(), "id"), id);

  stage.expect_done(R"({"link":"bad","stream":"event/main","loss_ratio":0.3,"rtt_seconds":0.04,)"
                    R"("latency_seconds":0.4})");
  stage.at(145.0);
  grown = Loss(stage).over(60.0);
  EXPECT_GT(grown["packetsReceivedLoss"], 1000);
  EXPECT_LE(Loss::lost_for_good(grown), 1.0);
}

TEST(LinkIncident, AnEncoderConnectsWithALatencyInTheWrongUnit) {
  Stage stage;
  stage.at(20.0);
  const std::string id = text(stage.publisher(), "id");
  stage.expect_done(R"({"publisher":"reconnect","stream":"event/main","latency_seconds":54.464})");
  stage.at(25.0);
  EXPECT_NE(text(stage.publisher(), "id"), id);
  EXPECT_EQ(stage.publisher()["msReceiveTsbPdDelay"].get_uint64().value(), 54464U);
  stage.expect_done(R"({"publisher":"reconnect","stream":"event/main"})");
  EXPECT_EQ(stage.publisher()["msReceiveTsbPdDelay"].get_uint64().value(), 54464U);
  stage.expect_done(R"({"publisher":"reconnect","stream":"event/main","latency_seconds":0.2})");
  EXPECT_EQ(stage.publisher()["msReceiveTsbPdDelay"].get_uint64().value(), 200U);
  EXPECT_THAT(stage.order(R"({"publisher":"reconnect","stream":"cam/0001","latency_seconds":1})")
                  .error()
                  .message,
              testing::HasSubstr("SRT latency"));
}

TEST(LinkIncident, ASecondForwardIsDeadUnlessNothingElseIsWrong) {
  for (const bool extras : {true, false}) {
    Stage stage({.streams = 1, .readers = 0, .seed = 7, .extras = extras});
    stage.at(5.0);
    const simdjson::dom::array found =
        stage.ask("paths/forward/list?path=event/main")["items"].get_array();
    EXPECT_EQ(found.size(), extras ? 2U : 1U);
    EXPECT_EQ(text(found.at(0), "state"), "forwarding");
    if (extras) {
      EXPECT_EQ(text(found.at(1), "state"), "error");
    }
  }
}

TEST(LinkIncident, AForwardThatFailsFlipsAndCarriesNothing) {
  for (const char* shape : {"v1.20", "v1.21"}) {
    Stage stage({.streams = 2, .readers = 0, .seed = 7, .version_shape = shape});
    const bool typed = std::string_view(shape) == "v1.21";
    const auto forward = [&] {
      const std::string route = typed ? "paths/forward-dests/list" : "paths/forward/list";
      return stage.ask(route + "?path=event/main")["items"].at(0);
    };
    stage.at(20.0);
    EXPECT_EQ(text(forward(), "state"), "forwarding");
    stage.expect_done(R"({"forward":"fail","stream":"event/main"})");
    EXPECT_FALSE(stage.order(R"({"forward":"fail","stream":"event/main"})").ok());
    const auto bytes = forward()["outboundBytes"].get_uint64().value();
    EXPECT_GT(bytes, 0U);
    std::string states;
    for (int turn = 0; turn < 4; ++turn) {
      stage.at(22.0 + 5.0 * turn);
      states += text(forward(), "state") + ' ';
      EXPECT_FALSE(text(forward(), "lastError").empty());
      EXPECT_EQ(forward()["outboundBytes"].get_uint64().value(), bytes);
      if (!typed) continue;
      EXPECT_EQ(forward()["typeSpecific"].is_null(), text(forward(), "state") == "error");
      if (text(forward(), "state") != "forwarding") continue;
      EXPECT_EQ(forward()["typeSpecific"]["bytesSent"].get_uint64().value(), 0U);
    }
    EXPECT_EQ(states, "error forwarding error forwarding ");
    stage.expect_done(R"({"forward":"ok","stream":"event/main"})");
    stage.at(50.0);
    EXPECT_EQ(text(forward(), "state"), "forwarding");
    EXPECT_EQ(text(forward(), "lastError"), "");
    EXPECT_GT(forward()["outboundBytes"].get_uint64().value(), bytes);
    EXPECT_FALSE(stage.order(R"({"forward":"ok","stream":"event/main"})").ok());
    EXPECT_FALSE(stage.order(R"({"forward":"fail","stream":"cam/0001"})").ok());
  }
}

}  // namespace
}  // namespace mtxmon::sim
