// Paths that look alive in the API and are not, and copies of a stream that arrive nowhere.
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/programs/incidents.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

using PathIncidents = Incidents;

TEST_F(PathIncidents, AStaticSourceThatCannotBeReachedIsNotLive) {
  begin({.streams = 1, .readers = 0}, {"--health.unreachable-after", "2s"});
  ASSERT_TRUE(eventually(kPatience, [&] { return !problems("source_unreachable").empty(); }));
  EXPECT_EQ(state_now("pull/dead"), "offline");
  EXPECT_EQ(state_metric("pull/dead", "offline"), 1);
  EXPECT_EQ(state_metric("pull/dead", "live"), 0);
  EXPECT_GE(reason("pull/dead", "source_unreachable")["unavailable_seconds"].number(), 2);
  const auto shown = problems("source_unreachable");
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0]["streams"].items().at(0).text(), "pull/dead");
  EXPECT_THAT(shown[0]["remedy"].text(), HasSubstr("mediamtx.yml"));
  EXPECT_EQ(events("reason_began", "pull/dead").size(), 1U);
  EXPECT_EQ(state_now("in/udp-mpegts"), "live") << "a source that is reached";
}

TEST_F(PathIncidents, AnAlwaysAvailablePathIsLiveOnlyWithAPublisher) {
  begin({.streams = 1, .readers = 0});
  ASSERT_TRUE(eventually(kPatience, [&] {
    return stream_now("always/on")["inbound_bits_per_second"].number() > 0;
  })) << "its slate has bytes";
  EXPECT_EQ(state_now("always/on"), "standby");
  EXPECT_EQ(state_metric("always/on", "standby"), 1);
  EXPECT_EQ(state_metric("always/on", "live"), 0);
  control(R"({"publisher": "start", "stream": "always/on"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return state_now("always/on") == "live"; }));
  control(R"({"publisher": "stop", "stream": "always/on"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return state_now("always/on") == "standby"; }));
  EXPECT_TRUE(
      eventually(kPatience, [&] { return events("stream_on_slate", "always/on").size() == 1; }));
  EXPECT_TRUE(events("stream_down", "always/on").empty());
  EXPECT_TRUE(events("stream_gone", "always/on").empty());
}

TEST_F(PathIncidents, AForwardThatFailsIsAProblemOfItsDestination) {
  begin({.streams = 1, .readers = 0});
  ASSERT_TRUE(eventually(kPatience, [&] { return stream_now(kMain)["forwards"].size() == 2; }));
  control(R"({"forward": "fail", "stream": "event/main"})");
  // One of its two destinations is dead from the beginning.
  ASSERT_TRUE(eventually(kLongPatience, [&] { return problems("forward_failed").size() == 2; }));
  std::set<std::string> texts;
  for (const JsonView& problem : problems("forward_failed")) {
    texts.insert(problem["text"].text());
    EXPECT_EQ(problem["severity"].text(), "warning");
    EXPECT_EQ(problem["streams"].items().at(0).text(), kMain);
    EXPECT_THAT(problem["text"].text(), HasSubstr("Nothing reaches "));
    EXPECT_EQ(problem["text"].text().find("S3CRET"), std::string::npos);
  }
  EXPECT_EQ(texts.size(), 2U) << "each names its destination";
  EXPECT_EQ(state_now(kMain), "degraded");
  EXPECT_EQ(events("reason_began", kMain).size(), 2U);
}

}  // namespace
}  // namespace mtxmon
