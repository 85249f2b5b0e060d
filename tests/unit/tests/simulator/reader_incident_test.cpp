// What the answers say when something is wrong with those who read.
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tests/simulator/stage.h"

namespace mtxmon::sim {
namespace {

TEST(ReaderIncident, ASlowReaderLosesATenthInItsQueue) {
  const std::map<std::string, std::pair<std::string, std::string>> members = {
      {"rtsp", {"outboundBytes", "outboundRTPPacketsDiscarded"}},
      {"rtsp-udp", {"outboundBytes", "outboundRTPPacketsDiscarded"}},
      {"rtmp", {"outboundBytes", "outboundFramesDiscarded"}},
      {"webrtc", {"outboundBytes", "outboundFramesDiscarded"}},
      {"srt", {"bytesSent", "outboundFramesDiscarded"}}};
  for (const auto& [protocol, member] : members) {
    SCOPED_TRACE(protocol);
    Stage stage;
    const auto order = [&](const std::string& what, const std::string& more = "") {
      return R"({"reader":")" + what + R"(","stream":"event/main")" + more + "}";
    };
    stage.at(10.0);
    for (int i = 0; i < 2; ++i)
      stage.expect_done(order("add", R"(,"protocol":")" + protocol + '"'));
    stage.at(20.0);
    stage.expect_done(order("slow"));
    const auto both = [&] {
      return std::pair(counts(stage.session(stage.stream(kMain).readers[0])),
                       counts(stage.session(stage.stream(kMain).readers[1])));
    };
    const auto before = both();
    const Counts path_before = counts(stage.path(kMain));
    stage.at(80.0);
    const auto after = both();
    Counts slow = growth(before.first, after.first);
    Counts usual = growth(before.second, after.second);
    EXPECT_NEAR(static_cast<double>(slow[member.first]) / static_cast<double>(usual[member.first]),
                0.9, 0.01);
    EXPECT_EQ(usual[member.second], 0);
    EXPECT_GT(slow[member.second], 100);
    if (slow.contains("outboundRTPPackets") && slow.contains("outboundRTPPacketsDiscarded")) {
      const auto sent = static_cast<double>(slow["outboundRTPPackets"]);
      const auto discarded = static_cast<double>(slow["outboundRTPPacketsDiscarded"]);
      EXPECT_NEAR(discarded / (sent + discarded), 0.1, 0.01);
    }
    Counts path = growth(path_before, counts(stage.path(kMain)));
    EXPECT_NEAR(static_cast<double>(path["outboundBytes"]),
                1.9 * static_cast<double>(path["inboundBytes"]), 10.0);
    stage.expect_done(order("fast"));
    stage.at(90.0);
    EXPECT_EQ(growth(after.first, both().first)[member.second], 0);
    EXPECT_FALSE(stage.order(order("fast")).ok());
    EXPECT_FALSE(stage.order(order("slow", R"(,"count":3)")).ok());
    stage.expect_done(order("slow", R"(,"count":2)"));
    stage.at(91.0);
    EXPECT_GT(counts(stage.session(stage.stream(kMain).readers[1]))[member.second], 0);
  }
}

TEST(ReaderIncident, NobodyCanTellOfASlowHlsViewer) {
  Stage stage;
  stage.at(10.0);
  stage.expect_done(R"({"reader":"add","stream":"event/main","protocol":"hls"})");
  EXPECT_FALSE(stage.order(R"({"reader":"slow","stream":"event/main"})").ok());
}

TEST(ReaderIncident, RejectedReadersComeAndGoAndAreNeverEstablished) {
  Stage stage;
  stage.at(20.0);
  stage.expect_done(R"({"reader":"reject","stream":"event/main","seconds":20})");
  EXPECT_FALSE(stage.order(R"({"reader":"reject","stream":"event/main"})").ok());
  std::map<std::string, double> first;
  std::map<std::string, double> last;
  for (int step = 1; step < 400; ++step) {
    const double t = 20.0 + 0.1 * step;
    stage.at(t);
    std::set<std::string> of_path;
    for (const simdjson::dom::element reader : stage.path(kMain)["readers"].get_array())
      of_path.insert(text(reader, "id"));
    for (const simdjson::dom::element item :
         stage.ask("webrtcsessions/list")["items"].get_array()) {
      if (text(item, "path") != kMain) continue;
      EXPECT_EQ(text(item, "state"), "read");
      EXPECT_FALSE(item["peerConnectionEstablished"].get_bool().value());
      EXPECT_EQ(item["outboundBytes"].get_uint64().value(), 0U);
      EXPECT_TRUE(of_path.contains(text(item, "id"))) << "the path counts it as a reader";
      first.try_emplace(text(item, "id"), t);
      last[text(item, "id")] = t;
    }
  }
  EXPECT_EQ(first.size(), 7U);
  for (const auto& [id, came] : first) {
    EXPECT_GT(last[id] - came, 1.7);
    EXPECT_LT(last[id] - came, 5.2);
    EXPECT_LT(came, 40.0);
  }
  EXPECT_EQ(stage.path(kMain)["outboundBytes"].get_uint64().value(), 0U);
  EXPECT_EQ(stage.stream(kMain).readers.size(), 0U);
}

bool aac_by_webrtc(const Scene& scene) {
  for (const Stream& stream : scene.streams()) {
    for (const Session& reader : stream.readers) {
      if (reader.protocol == Protocol::WebRtc && stream.tracks().aac()) return true;
    }
  }
  return false;
}

TEST(ReaderIncident, OnlyAnOrderMakesABrowserReadWhatItCannotPlay) {
  for (const char* shape : {"v1.17", "v1.20"}) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      for (const bool mix : {false, true}) {
        Stage stage({.streams = 60,
                     .readers = 3,
                     .mix = mix,
                     .seed = seed,
                     .lively = true,
                     .version_shape = shape});
        for (int step = 0; step < 20; ++step) {
          stage.at(10.0 * step);
          EXPECT_FALSE(aac_by_webrtc(stage.scene())) << shape << ' ' << seed << ' ' << mix;
        }
      }
    }
  }
  Stage stage;
  stage.expect_done(R"({"reader":"add","stream":"event/main","protocol":"webrtc"})");
  EXPECT_TRUE(aac_by_webrtc(stage.scene()));
  stage.at(10.0);
  EXPECT_GT(stage.session(stage.stream(kMain).readers[0])["outboundBytes"].get_uint64().value(),
            0U);
}

}  // namespace
}  // namespace mtxmon::sim
