// What goes wrong with those who read: one of them is named, many of them are the stream's matter.
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/programs/incidents.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

class ReaderIncidents : public Incidents {
 protected:
  void add_readers(const std::string& stream, const std::string& protocol, int count) {
    for (int i = 0; i < count; ++i)
      control(R"({"reader": "add", "stream": ")" + stream + R"(", "protocol": ")" + protocol +
              R"("})");
  }
  // Of the readers that the diagnosis warns of.
  std::set<std::string> warned_of(const std::string& stream) {
    std::set<std::string> ids;
    for (const JsonView& reader : connections(stream)) {
      if (is_warned(reader)) ids.insert(reader["id"].text());
    }
    return ids;
  }
  // What the simulator knows: ids of the readers that hang.
  std::set<std::string> frozen_readers() {
    std::set<std::string> ids;
    for (const JsonView& stream : JsonView::parse(simulator().state())["streams"].items()) {
      for (const JsonView& reader : stream["readers"].items()) {
        if (reader["frozen"].is(true)) ids.insert(reader["id"].text());
      }
    }
    return ids;
  }
};

TEST_F(ReaderIncidents, OneSlowAmongFiftyIsNamedAndTheStreamIsWell) {
  begin({.streams = 1, .readers = 0, .extras = false});
  add_readers(kMain, "rtsp", 49);
  add_readers(kMain, "rtmp", 1);
  ASSERT_TRUE(eventually(kPatience, [&] { return connections(kMain).size() == 50; }));
  std::string slow;
  for (const JsonView& reader : connections(kMain)) {
    if (reader["protocol"].text() == "rtmp") slow = reader["id"].text();
  }
  control(R"({"reader": "slow", "stream": "event/main", "protocol": "rtmp"})");
  ASSERT_TRUE(eventually(kLongPatience, [&] { return !reader_events("reason_began").empty(); }));
  const JsonView told = reader_events("reason_began").at(0);
  EXPECT_EQ(told["code"].text(), "reader_slow");
  EXPECT_EQ(told["connection"].text(), slow);
  EXPECT_EQ(told["stream"].text(), kMain);
  EXPECT_EQ(warned_of(kMain), std::set<std::string>{slow});
  EXPECT_EQ(state_now(kMain), "live");
  EXPECT_EQ(state_metric(kMain, "live"), 1);
  EXPECT_FALSE(is_warned(stream_now(kMain)));
  EXPECT_TRUE(problems().empty());
  EXPECT_TRUE(events().empty()) << "one viewer is no event of the stream";
}

TEST_F(ReaderIncidents, HalfOfThemFailingIsTheStreamsProblem) {
  begin({.streams = 1, .readers = 0, .extras = false});
  add_readers(kMain, "rtsp", 10);
  ASSERT_TRUE(eventually(kPatience, [&] { return connections(kMain).size() == 10; }));
  control(R"({"reader": "slow", "stream": "event/main", "count": 5})");
  ASSERT_TRUE(eventually(kLongPatience, [&] {
    return reason(kMain, "readers_failing")["failing_readers"].number() == 5;
  }));
  EXPECT_EQ(reason(kMain, "readers_failing")["text"].text(),
            "5 of 10 readers fail: 5 too slow. Worst: rtsp 198.51.100.0/24.");
  EXPECT_EQ(warned_of(kMain).size(), 5U);
  EXPECT_EQ(state_now(kMain), "degraded");
  EXPECT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems("readers_failing").size(), 1U);
  EXPECT_EQ(events("reason_began", kMain).size(), 1U);
}

TEST_F(ReaderIncidents, BrowsersThatCannotHearAacAreCounted) {
  begin({.streams = 1, .readers = 0, .extras = false});
  add_readers(kMain, "rtsp", 1);
  add_readers(kMain, "webrtc", 2);
  ASSERT_TRUE(eventually(
      kPatience, [&] { return reason(kMain, "codec_unsupported")["readers"].number() == 2; }));
  EXPECT_THAT(reason(kMain, "codec_unsupported")["text"].text(),
              HasSubstr("2 viewers by webrtc hear nothing"));
  EXPECT_THAT(reason(kMain, "codec_unsupported")["remedy"].text(), HasSubstr("Opus"));
  EXPECT_EQ(state_now(kMain), "degraded");
  EXPECT_EQ(problems("codec_unsupported").size(), 1U);
}

// Two of each protocol, one of which hangs.
TEST_F(ReaderIncidents, ThoseThatHangAreSilentInEachProtocolAndTheOthersAreNot) {
  const std::map<std::string, std::string> protocols = {
      {kMain, "srt"}, {"cam/0001", "webrtc"}, {"cam/0002", "rtsp-udp"}, {"cam/0003", "hls"}};
  begin({.streams = 4, .readers = 0, .extras = false});
  for (const auto& [stream, protocol] : protocols) add_readers(stream, protocol, 2);
  // Of each reader the sign of life must have been seen a few times.
  std::map<std::string, std::set<double>> reports;
  ASSERT_TRUE(eventually(kLongPatience, [&] {
    for (const JsonView& reader : connections("cam/0002"))
      reports[reader["id"].text()].insert(reader["rtsp"]["rtcp_packets_received_total"].number());
    return reports.size() == 2 && reports.begin()->second.size() >= 3 &&
           reports.rbegin()->second.size() >= 3;
  }));
  for (const auto& [stream, protocol] : protocols)
    control(R"({"reader": "freeze", "stream": ")" + stream + R"("})");
  const auto frozen = frozen_readers();
  ASSERT_EQ(frozen.size(), protocols.size());
  std::set<std::string> silent;
  ASSERT_TRUE(eventually(kLongPatience, [&] {
    for (const JsonView& event : reader_events("reason_began")) {
      if (event["code"].text() == "reader_silent") silent.insert(event["connection"].text());
    }
    return silent.size() == frozen.size();
  }));
  EXPECT_EQ(silent, frozen);
  // Told last, and dropped by the server only after a minute.
  const JsonView its = stream_now("cam/0002");
  EXPECT_EQ(its["readers"].number(), 2) << "the server still counts it";
  EXPECT_EQ(its["readers_silent"].number(), 1);
  EXPECT_EQ(its["viewers"].number(), 1);
  for (const JsonView& reader : connections("cam/0002")) {
    const bool hangs = frozen.contains(reader["id"].text());
    EXPECT_TRUE(reader["silent"].is(hangs));
    EXPECT_EQ(reader["silent_since"].text().empty(), !hangs);
  }
  EXPECT_TRUE(problems().empty());
  EXPECT_TRUE(events().empty()) << "viewers never push outages out";
}

}  // namespace
}  // namespace mtxmon
