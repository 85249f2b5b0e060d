// The server itself is in trouble while its streams are: what is not seen is not told.
#include <string>

#include <gtest/gtest.h>

#include "tests/integration/programs/incidents.h"

namespace mtxmon {
namespace {

using ServerIncidents = Incidents;

TEST_F(ServerIncidents, OneThatHangsWhileAStreamIsDownEndsNothingAndIsRightAfter) {
  begin({.streams = 3, .readers = 1, .extras = false, .read_timeout_seconds = 0},
        {"--poll.timeout", "1s"});
  control(R"({"publisher": "stop", "stream": "cam/0002"})");
  control(R"({"publisher": "stall", "stream": "cam/0001"})");
  ASSERT_TRUE(eventually(kPatience, [&] {
    return state_now("cam/0001") == "stalled" && state_now("cam/0002") == "gone";
  }));
  ASSERT_TRUE(polled(2)) << "what this brings is told";
  const std::size_t told = events().size();
  const std::size_t readers_left = reader_events("reader_left").size();
  const std::size_t ended = ended_sessions();
  const std::string gone_since = stream_now("cam/0002")["since"].text();
  const std::string key = problems("no_inbound_bytes").at(0)["key"].text();
  const std::string stalled_since = stream_now("cam/0001")["since"].text();

  control(R"({"fault": "hang"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return state_now("cam/0001") == "unknown"; }));
  EXPECT_EQ(problems("server_down").size(), 1U);
  EXPECT_EQ(exporter().metric(R"(mediamtx_up{node="local"})"), 0);
  EXPECT_FALSE(state_metric("cam/0001", "stalled").has_value()) << "nobody knows";
  EXPECT_EQ(events().size(), told + 1) << "only that it does not answer";
  EXPECT_EQ(events("api_down").size(), 1U);

  // Meanwhile one stream comes back, unseen.
  control(R"({"publisher": "start", "stream": "cam/0002"})");
  ASSERT_TRUE(polled(1));
  control(R"({"fault": "none"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return !events("api_up").empty(); }));
  ASSERT_TRUE(eventually(kPatience, [&] { return latest()["up"].is(true); }));
  EXPECT_EQ(state_now("cam/0001"), "stalled");
  EXPECT_EQ(stream_now("cam/0001")["since"].text(), stalled_since) << "it has never recovered";
  EXPECT_EQ(state_now("cam/0002"), "live");
  EXPECT_NE(stream_now("cam/0002")["since"].text(), gone_since);
  EXPECT_EQ(state_now(kMain), "live");
  EXPECT_EQ(problems("server_down").size(), 0U);
  ASSERT_EQ(problems("no_inbound_bytes").size(), 1U);
  EXPECT_EQ(problems("no_inbound_bytes")[0]["key"].text(), key);
  ASSERT_TRUE(polled(2));
  EXPECT_EQ(events("stream_stalled", "cam/0001").size(), 1U);
  EXPECT_TRUE(events("stream_recovered").empty());
  EXPECT_EQ(events("stream_up", "cam/0002").size(), 1U);
  EXPECT_TRUE(events("", kMain).empty());
  EXPECT_EQ(events().size(), told + 3) << "down, up, and the stream that came";
  EXPECT_EQ(reader_events("reader_left").size(), readers_left);
  EXPECT_EQ(ended_sessions(), ended);
}

TEST_F(ServerIncidents, OneThatHangsWhileTheExporterIsStartedAgainEndsNothing) {
  begin({.streams = 3, .readers = 1, .extras = false, .read_timeout_seconds = 0},
        {"--poll.timeout", "1s"});
  control(R"({"publisher": "stall", "stream": "cam/0001"})");
  control(R"({"publisher": "stall", "stream": "cam/0002"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return problems("no_inbound_bytes").size() == 2; }));
  std::string goes_on;
  std::string ends;
  for (const JsonView& problem : problems("no_inbound_bytes"))
    (problem["streams"].items().at(0).text() == "cam/0001" ? goes_on : ends) =
        problem["key"].text();
  const std::string since = stream_now("cam/0001")["since"].text();

  control(R"({"fault": "hang"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return state_now("cam/0001") == "unknown"; }));
  exporter().kill_hard();
  exporter().restart();
  ASSERT_TRUE(polled(2));
  EXPECT_EQ(state_now("cam/0001"), "unknown");
  EXPECT_EQ(problems().size(), 1U) << "of the streams nobody knows";
  EXPECT_TRUE(problem_records("ended").empty());
  control(R"({"publisher": "resume", "stream": "cam/0002"})");
  control(R"({"fault": "none"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return !problem_records("ended").empty(); }));
  ASSERT_TRUE(polled(3));
  EXPECT_EQ(stream_now("cam/0001")["since"].text(), since);
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems()[0]["key"].text(), goes_on);
  const auto ended = problem_records("ended", "no_inbound_bytes");
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0]["key"].text(), ends);
  EXPECT_EQ(problem_records("began", "no_inbound_bytes").size(), 2U) << "each began once";
  EXPECT_EQ(problem_records("began", "server_down").size(), 1U);
}

TEST_F(ServerIncidents, OneThatRefusesTheCredentialsFromNowOnEndsNothing) {
  begin({.streams = 2, .readers = 1, .extras = false});
  control(R"({"unauthorized": true})");
  ASSERT_TRUE(eventually(kPatience, [&] { return !problems("server_down").empty(); }));
  EXPECT_NE(problems().at(0)["text"].text().find("mediamtx.username"), std::string::npos);
  ASSERT_TRUE(eventually(kPatience, [&] { return state_now(kMain) == "unknown"; }));
  EXPECT_EQ(exporter().metric(R"(mediamtx_up{node="local"})"), 0);
  EXPECT_EQ(events().size(), 1U);
  EXPECT_EQ(events("api_down").size(), 1U);
  EXPECT_EQ(ended_sessions(), 0U);
}

}  // namespace
}  // namespace mtxmon
