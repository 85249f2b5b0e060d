// What goes wrong with those who publish, and what the monitor makes of it.
#include <set>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/time_text.h"
#include "core/history/history_poll.h"
#include "core/history/thing.h"
#include "core/store/redis_store.h"
#include "tests/integration/programs/incidents.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

class PublisherIncidents : public Incidents {
 protected:
  // Polls of the history from the first one after the stream's last byte until `time`, that one
  // included.
  int polls_without_bytes(WallTime time) {
    RedisStore store({.address = redis().address()});
    const auto rows =
        store.history({.source = "local", .thing = stream_thing("event/main"), .to = time});
    const auto* bytes = rows ? rows->find({series_named("inbound_bytes_total").number}) : nullptr;
    if (bytes == nullptr) return -1;
    int polls = 0;
    for (std::size_t row = 1; row < bytes->values.size(); ++row)
      polls = bytes->values[row] == bytes->values[row - 1] ? polls + 1 : 0;
    return polls;
  }
};

TEST_F(PublisherIncidents, OneThatFreezesIsStalledInTimeAndRecovers) {
  begin({.streams = 3, .readers = 1, .extras = false, .read_timeout_seconds = 0});
  ASSERT_TRUE(polled(3));
  control(R"({"publisher": "stall", "stream": "event/main"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return !events("stream_stalled", kMain).empty(); }));
  const auto told = parse_rfc3339(events("stream_stalled", kMain)[0]["time"].text());
  const auto last_byte = parse_rfc3339(stream_now(kMain)["since"].text());
  ASSERT_TRUE(told && last_byte);
  // Five seconds and one poll; the look at the history proves that nobody looked away.
  EXPECT_GE(*told - *last_byte, std::chrono::seconds(5));
  EXPECT_GE(polls_without_bytes(*told), 2);
  EXPECT_LE(polls_without_bytes(*told), 5 * 5 + 1);

  EXPECT_EQ(state_now(kMain), "stalled");
  const auto shown = problems();
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0]["code"].text(), "no_inbound_bytes");
  EXPECT_EQ(shown[0]["severity"].text(), "critical");
  EXPECT_EQ(shown[0]["streams"].items().at(0).text(), kMain);
  EXPECT_FALSE(shown[0]["remedy"].text().empty());
  EXPECT_EQ(state_metric(kMain, "stalled"), 1);
  EXPECT_EQ(state_metric(kMain, "live"), 0);
  EXPECT_EQ(state_now("cam/0001"), "live");

  control(R"({"publisher": "resume", "stream": "event/main"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return !events("stream_recovered", kMain).empty(); }));
  EXPECT_EQ(state_now(kMain), "live");
  EXPECT_TRUE(problems().empty());
  EXPECT_EQ(events().size(), 2U) << "nothing else was told";
  EXPECT_EQ(ended_sessions(), 0U);
}

TEST_F(PublisherIncidents, TwoThatFightAreBothNamed) {
  begin({.streams = 3, .readers = 0, .extras = false});
  control(R"({"publisher": "fight", "stream": "cam/0001"})");
  ASSERT_TRUE(eventually(kPatience, [&] {
    const std::string text = reason("cam/0001", "publisher_conflict")["text"].text();
    return text.find("203.0.113.10") != std::string::npos &&
           text.find("198.51.100.20") != std::string::npos;
  }));
  EXPECT_GE(reason("cam/0001", "publisher_conflict")["takeovers"].number(), 3);
  EXPECT_EQ(state_now("cam/0001"), "degraded");
  const auto shown = problems();
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0]["code"].text(), "publisher_conflict");
  EXPECT_EQ(shown[0]["severity"].text(), "critical");
  EXPECT_THAT(shown[0]["remedy"].text(), HasSubstr("overridePublisher: no"));
  const auto began = events("reason_began", "cam/0001");
  ASSERT_EQ(began.size(), 1U);
  EXPECT_EQ(began[0]["code"].text(), "publisher_conflict");
  EXPECT_TRUE(events("stream_down").empty() && events("stream_gone").empty())
      << "the path was there all the time";
}

TEST_F(PublisherIncidents, OneThatComesBackWithoutAudioIsMissed) {
  begin({.streams = 2, .readers = 0, .extras = false});
  ASSERT_TRUE(polled(20)) << "what was there has to be seen for some seconds";
  control(R"({"tracks": "audio_lost", "stream": "event/main"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return reason(kMain, "track_lost").exists(); }));
  EXPECT_THAT(reason(kMain, "track_lost")["text"].text(), HasSubstr("Audio is missing"));
  EXPECT_THAT(reason(kMain, "track_lost")["remedy"].text(), HasSubstr("audio input"));
  EXPECT_EQ(state_now(kMain), "degraded");
  EXPECT_EQ(problems("track_lost").size(), 1U);
  EXPECT_EQ(events("reason_began", kMain).size(), 1U);
  EXPECT_EQ(state_now("cam/0001"), "live");

  control(R"({"tracks": "all", "stream": "event/main"})");
  ASSERT_TRUE(eventually(kLongPatience, [&] { return !events("reason_ended", kMain).empty(); }));
  EXPECT_EQ(state_now(kMain), "live");
  EXPECT_TRUE(problems().empty());
}

TEST_F(PublisherIncidents, FortyCamerasThatDieTogetherAreOneProblem) {
  begin({.streams = 4, .readers = 1, .extras = false, .site = 40});
  control(R"({"site": "die"})");
  // From the first to the last of it there is never a second problem, and it stays the same one.
  std::set<std::string> keys;
  std::size_t most = 0;
  const auto watch = [&](const std::string& state) {
    const JsonView now = latest();
    const auto shown = now["problems"].items();
    most = std::max(most, shown.size());
    for (const JsonView& problem : shown) keys.insert(problem["key"].text());
    return shown.size() == 1 && shown[0]["stream_count"].number() == 40 &&
           now["streams"].find("name", "site/cam-40")["state"].text() == state;
  };
  ASSERT_TRUE(eventually(kPatience, [&] { return watch("stalled"); }));
  const JsonView problem = problems().at(0);
  EXPECT_EQ(problem["code"].text(), "streams_failed_together");
  EXPECT_EQ(problem["severity"].text(), "critical");
  EXPECT_THAT(problem["text"].text(), HasSubstr("40 streams from 203.0.113.0/24"));
  EXPECT_THAT(problem["remedy"].text(), HasSubstr("uplink of 203.0.113.0/24"));
  ASSERT_TRUE(eventually(kPatience, [&] { return watch("gone"); }));
  EXPECT_EQ(most, 1U);
  EXPECT_EQ(keys.size(), 1U);
  EXPECT_EQ(events("stream_stalled").size(), 40U);
  EXPECT_EQ(events("stream_gone").size(), 40U);

  // Who comes back first makes no new problem of the others.
  for (int camera = 1; camera <= 38; ++camera)
    control(fmt::format(R"({{"publisher": "start", "stream": "site/cam-{:02}"}})", camera));
  ASSERT_TRUE(eventually(kPatience, [&] {
    const auto shown = problems();
    return shown.size() == 1 && shown[0]["stream_count"].number() == 2;
  }));
  EXPECT_EQ(problems().at(0)["key"].text(), *keys.begin());
  EXPECT_EQ(problem_records("began").size(), 1U);

  control(R"({"site": "back"})");
  ASSERT_TRUE(eventually(kPatience, [&] {
    return problems().empty() && state_now("site/cam-01") == "live" &&
           state_now("site/cam-40") == "live";
  }));
}

TEST_F(PublisherIncidents, AHostileNameIsToldAsItIs) {
  const std::string name = "<img src=x onerror=alert(1)>";
  begin({.streams = 1, .readers = 1, .extras = false, .names = {name}});
  start_dashboard();
  control(R"({"publisher": "stop", "stream": "<img src=x onerror=alert(1)>"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return !events("stream_gone", name).empty(); }));
  const auto gone = problems("stream_gone");
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(gone[0]["streams"].items().at(0).text(), name);
  EXPECT_TRUE(eventually(kPatience, [&] {
    return dashboard().get_json("/api/v1/events")["events"].find("stream", name)["type"].text() ==
           "stream_gone";
  }));
  // Numbers of a stream that is gone are no series any more.
  EXPECT_FALSE(
      exporter()
          .metric("mediamtx_stream_inbound_bits_per_second{node=\"local\",path=\"" + name + "\"}")
          .has_value());
}

}  // namespace
}  // namespace mtxmon
