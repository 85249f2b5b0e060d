// Incidents of all kinds at once.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tests/simulator/stage.h"

namespace mtxmon::sim {
namespace {

// Everything that a client can see.
std::string everything(Stage& stage) {
  std::string all;
  for (const char* list : {"paths", "srtconns", "rtspsessions", "rtmpconns", "webrtcsessions",
                           "hlssessions", "moqsessions"})
    all += simdjson::minify(stage.ask(std::string(list) + "/list?itemsPerPage=999"));
  return all + simdjson::minify(stage.ask("paths/forward/list?path=event/main"));
}

TEST(Incident, HappensAlikeHoweverOftenSomebodyLooks) {
  const std::vector<std::pair<double, std::string_view>> orders = {
      {10.0, R"({"publisher":"fight","stream":"cam/0001"})"},
      {11.0, R"({"reader":"reject","stream":"event/main","seconds":30})"},
      {12.0, R"({"reader":"slow","stream":"cam/0002"})"},
      {13.0, R"({"forward":"fail","stream":"event/main"})"},
      {14.0, R"({"publisher":"quiet","stream":"event/main"})"},
      {15.0, R"({"link":"bad","stream":"event/main","latency_seconds":0.06,"rtt_seconds":0.04})"},
      {16.0, R"({"tracks":"smaller","stream":"cam/0003"})"},
      {17.0, R"({"site":"die"})"},
      {40.0, R"({"site":"back"})"}};
  Stage often({.streams = 8, .readers = 2, .srt_share = 1.0, .seed = 7, .site = 5});
  Stage rarely({.streams = 8, .readers = 2, .srt_share = 1.0, .seed = 7, .site = 5});
  for (const auto& [t, order] : orders) {
    while (often.scene().now() < t - 0.1) {
      often.at(often.scene().now() + 0.1);
      EXPECT_FALSE(everything(often).empty());
    }
    often.at(t);
    rarely.at(t);
    often.expect_done(order);
    rarely.expect_done(order);
  }
  for (int step = 0; step < 30; ++step) often.at(40.0 + 0.5 * step);
  often.at(55.0);
  rarely.at(55.0);
  EXPECT_EQ(everything(often), everything(rarely));
}

}  // namespace
}  // namespace mtxmon::sim
