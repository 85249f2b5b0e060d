// What the answers say when something is wrong with those who publish.
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tests/simulator/stage.h"

namespace mtxmon::sim {
namespace {

TEST(PublisherIncident, AQuietEncoderSendsItsShareUntilItIsLoud) {
  Stage stage;
  stage.at(20.0);
  const auto over_a_minute = [&] {
    const double from = stage.scene().now();
    const Counts before = counts(stage.path(kMain));
    stage.at(from + 60.0);
    return static_cast<double>(growth(before, counts(stage.path(kMain)))["inboundBytes"]);
  };
  const double usual = over_a_minute();
  stage.expect_done(R"({"publisher":"quiet","stream":"event/main","ratio":0.3})");
  EXPECT_NEAR(over_a_minute() / usual, 0.3, 0.06);
  EXPECT_LT(number(stage.publisher(), "mbpsReceiveRate"),
            0.5 * stage.stream(kMain).bits_per_second / 1e6);
  stage.expect_done(R"({"publisher":"reconnect","stream":"event/main"})");
  EXPECT_NEAR(over_a_minute() / usual, 0.3, 0.06) << "the encoder is still quiet";
  stage.expect_done(R"({"publisher":"loud","stream":"event/main"})");
  EXPECT_NEAR(over_a_minute() / usual, 1.0, 0.2);
  EXPECT_FALSE(stage.order(R"({"publisher":"loud","stream":"event/main"})").ok());
}

TEST(PublisherIncident, TwoEncodersTakeThePathFromEachOther) {
  Stage stage({.streams = 4, .readers = 2, .seed = 7});
  stage.at(20.0);
  stage.expect_done(R"({"publisher":"fight","stream":"cam/0001"})");
  EXPECT_FALSE(stage.order(R"({"publisher":"flap","stream":"cam/0001"})").ok());
  std::set<std::string> sources;
  std::set<std::string> began;
  std::set<std::string> readers;
  std::vector<std::string> hosts;
  for (int turn = 0; turn < 5; ++turn) {
    stage.at(21.0 + 4.0 * turn);
    const simdjson::dom::element path = stage.path("cam/0001");
    EXPECT_TRUE(path["available"].get_bool().value());
    sources.insert(text(path["source"], "id"));
    began.insert(text(path, "availableTime"));
    EXPECT_LT(static_cast<double>(path["inboundBytes"].get_uint64().value()),
              4.0 * stage.stream("cam/0001").bits_per_second / 8.0);
    for (const simdjson::dom::element reader : path["readers"].get_array())
      readers.insert(text(reader, "id"));
    const std::string address = text(stage.publisher("cam/0001"), "remoteAddr");
    hosts.push_back(address.substr(0, address.find(':')));
  }
  EXPECT_EQ(sources.size(), 5U);
  EXPECT_EQ(began.size(), 5U);
  EXPECT_EQ(readers.size(), 10U);
  EXPECT_THAT(hosts, testing::ElementsAre("203.0.113.10", "198.51.100.20", "203.0.113.10",
                                          "198.51.100.20", "203.0.113.10"));
  stage.expect_done(R"({"publisher":"steady","stream":"cam/0001"})");
  const std::string id = text(stage.publisher("cam/0001"), "id");
  stage.at(80.0);
  EXPECT_EQ(text(stage.publisher("cam/0001"), "id"), id);
  EXPECT_FALSE(stage.order(R"({"publisher":"fight","stream":"in/udp-mpegts"})").ok());
}

TEST(PublisherIncident, AnEncoderComesBackWithoutAudioOrSmaller) {
  Stage stage;
  stage.at(20.0);
  const auto video = [&](std::string_view key) {
    return stage.path(kMain)["tracks2"].at(0)["codecProps"][key].get_int64().value();
  };
  const std::string id = text(stage.publisher(), "id");
  EXPECT_THAT(texts(stage.path(kMain)["tracks"]), testing::ElementsAre("H264", "MPEG-4 Audio"));
  EXPECT_EQ(video("width"), 1920);
  stage.expect_done(R"({"tracks":"audio_lost","stream":"event/main"})");
  EXPECT_NE(text(stage.publisher(), "id"), id);
  EXPECT_THAT(texts(stage.path(kMain)["tracks"]), testing::ElementsAre("H264"));
  EXPECT_EQ(stage.path(kMain)["tracks2"].get_array().size(), 1U);
  EXPECT_FALSE(stage.order(R"({"tracks":"audio_lost","stream":"event/main"})").ok());
  stage.expect_done(R"({"tracks":"smaller","stream":"event/main"})");
  EXPECT_THAT(texts(stage.path(kMain)["tracks"]), testing::ElementsAre("H264"));
  EXPECT_EQ(video("width"), 960);
  EXPECT_EQ(video("height"), 540);
  stage.expect_done(R"({"tracks":"all","stream":"event/main"})");
  EXPECT_THAT(texts(stage.path(kMain)["tracks"]), testing::ElementsAre("H264", "MPEG-4 Audio"));
  EXPECT_EQ(video("height"), 1080);
  EXPECT_FALSE(stage.order(R"({"tracks":"audio_lost","stream":"always/on"})").ok());
}

TEST(PublisherIncident, TheCamerasOfASiteFreezeTogether) {
  Stage stage({.streams = 20, .readers = 1, .seed = 7, .site = 12});
  const auto site = [&] {
    std::map<std::string, std::int64_t> bytes;
    for (const simdjson::dom::element path :
         stage.ask("paths/list?itemsPerPage=999")["items"].get_array()) {
      if (text(path, "name").starts_with("site/"))
        bytes[text(path, "name")] = path["inboundBytes"].get_int64().value();
    }
    return bytes;
  };
  stage.at(20.0);
  EXPECT_EQ(site().size(), 12U);
  EXPECT_EQ(site().begin()->first, "site/cam-01");
  for (const simdjson::dom::element item :
       stage.ask("rtspsessions/list?itemsPerPage=999")["items"].get_array()) {
    const bool camera = text(item, "path").starts_with("site/") && text(item, "state") == "publish";
    EXPECT_EQ(text(item, "remoteAddr").starts_with("203.0.113."), camera);
  }
  EXPECT_EQ(stage.path("site/cam-01")["readers"].get_array().size(), 1U);
  const std::string id = text(stage.publisher("site/cam-01"), "id");
  stage.expect_done(R"({"site":"die"})");
  EXPECT_FALSE(stage.order(R"({"site":"die"})").ok());
  const auto frozen = site();
  const Counts other = counts(stage.path("cam/0001"));
  stage.at(29.9);
  EXPECT_EQ(site(), frozen);
  EXPECT_GT(growth(other, counts(stage.path("cam/0001")))["inboundBytes"], 0);
  stage.at(30.0);
  EXPECT_EQ(site().size(), 0U);
  stage.expect_done(R"({"site":"back"})");
  EXPECT_FALSE(stage.order(R"({"site":"back"})").ok());
  stage.at(31.0);
  EXPECT_EQ(site().size(), 12U);
  EXPECT_NE(text(stage.publisher("site/cam-01"), "id"), id);
  EXPECT_THAT(text(stage.publisher("site/cam-01"), "remoteAddr"),
              testing::StartsWith("203.0.113.1:"));
  stage.expect_done(R"({"site":"die"})");
  stage.at(33.0);
  stage.expect_done(R"({"site":"back"})");
  stage.at(60.0);
  EXPECT_EQ(site().size(), 12U) << "the server waits for nobody who came back";
  Stage without;
  EXPECT_FALSE(without.order(R"({"site":"die"})").ok());
}

TEST(PublisherIncident, AStaticSourceThatFreezesIsNotAvailableButOnline) {
  Stage stage;
  stage.at(20.0);
  const std::string online_time = text(stage.path("in/udp-mpegts"), "onlineTime");
  stage.expect_done(R"({"publisher":"stall","stream":"in/udp-mpegts"})");
  const Counts before = counts(stage.path("in/udp-mpegts"));
  stage.at(29.0);
  EXPECT_EQ(counts(stage.path("in/udp-mpegts")), before);
  EXPECT_TRUE(stage.path("in/udp-mpegts")["available"].get_bool().value());
  stage.at(31.0);
  const simdjson::dom::element frozen = stage.path("in/udp-mpegts");
  EXPECT_FALSE(frozen["available"].get_bool().value());
  EXPECT_TRUE(frozen["availableTime"].is_null());
  EXPECT_TRUE(frozen["online"].get_bool().value());
  EXPECT_EQ(text(frozen, "onlineTime"), online_time);
  EXPECT_EQ(text(frozen["source"], "type"), "mpegtsSource");
  EXPECT_EQ(frozen["inboundBytes"].get_uint64().value(), 0U);
  EXPECT_TRUE(texts(frozen["tracks"]).empty());
  stage.expect_done(R"({"publisher":"start","stream":"in/udp-mpegts"})");
  stage.at(33.0);
  EXPECT_TRUE(stage.path("in/udp-mpegts")["available"].get_bool().value());
  EXPECT_GT(stage.path("in/udp-mpegts")["inboundBytes"].get_uint64().value(), 0U);
}

}  // namespace
}  // namespace mtxmon::sim
