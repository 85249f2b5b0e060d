// What happens to servers and publishers in real life, through the whole pipe.
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/integration/programs/stack.h"

namespace mtxmon {
namespace {

class Scenes : public Stack {
 protected:
  // How many events of this type REST tells of.
  std::size_t events(const std::string& type, const std::string& more = "") {
    std::size_t count = 0;
    for (const JsonView& event :
         dashboard().get_json("/api/v1/events?limit=1000" + more)["events"].items())
      count += event["type"].text() == type ? 1 : 0;
    return count;
  }
  bool comes(const std::string& type, const std::string& more = "") {
    return eventually(kPatience, [&] { return events(type, more) > 0; });
  }
  JsonView session_of(const std::string& stream, const std::string& role) {
    for (const JsonView& session :
         dashboard().get_json("/api/v1/sessions?limit=1000")["sessions"].items()) {
      if (session["stream"].text() == stream && session["role"].text() == role) return session;
    }
    return {};
  }
  // Ended sessions of the main stream; an empty cause is any.
  std::vector<JsonView> sessions_with(const std::string& role, const std::string& cause) {
    std::vector<JsonView> found;
    for (const JsonView& session :
         dashboard().get_json("/api/v1/sessions?limit=1000")["sessions"].items()) {
      if (session["stream"].text() == kMain && session["role"].text() == role &&
          (cause.empty() || session["cause"].text() == cause))
        found.push_back(session);
    }
    return found;
  }
  double inbound_total() {
    return metric_in(exporter().get("/metrics"),
                     R"(mediamtx_stream_inbound_bytes_total{node="local",path="event/main"})")
        .value_or(-1);
  }
  // No rate of any stream is negative or above what a simulated publisher can send.
  void expect_sane_rates() {
    for (const JsonView& one : dashboard().get_json("/api/v1/streams")["streams"].items()) {
      const JsonView rate = one["inbound_bits_per_second"];
      if (!rate.exists() || rate.is_null()) continue;
      EXPECT_GE(rate.number(), 0) << one["name"].text();
      EXPECT_LT(rate.number(), 200e6) << one["name"].text();
    }
  }
};

TEST_F(Scenes, APublisherThatReconnectsKeepsItsTotalAndEndsASession) {
  start_pipe({.streams = 3, .readers = 2});
  ASSERT_TRUE(eventually(kPatience, [&] { return inbound_total() > 0; }));
  const double before = inbound_total();
  control(R"({"publisher": "reconnect", "stream": "event/main"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return session_of(kMain, "publisher").exists(); }));
  EXPECT_GE(inbound_total(), before);
  expect_sane_rates();
  const JsonView session = session_of(kMain, "publisher");
  EXPECT_GT(session["inbound_bytes"].number(), 0);
  EXPECT_EQ(session["protocol"].text(), "srt");
  EXPECT_TRUE(session["started"].exists() && session["ended"].exists());
}

TEST_F(Scenes, WhatEndsWithAPublisherThatReconnectsSaysWhy) {
  start_pipe({.streams = 1, .readers = 1, .extras = false});
  ASSERT_TRUE(polls_go_on(2));
  // Once is enough but for a poll that asks for paths and sessions while they change.
  bool both = false;
  for (int i = 0; i < 5 && !both; ++i) {
    const std::size_t known = sessions_with("publisher", "").size();
    control(R"({"publisher": "reconnect", "stream": "event/main"})");
    ASSERT_TRUE(
        eventually(kPatience, [&] { return sessions_with("publisher", "").size() > known; }));
    ASSERT_TRUE(polls_go_on(2));
    both = !sessions_with("publisher", "publisher_replaced").empty() &&
           !sessions_with("reader", "publisher_ended").empty();
  }
  EXPECT_TRUE(both);
}

TEST_F(Scenes, APublisherThatFreezesIsDroppedByTheServerAndThatIsSaid) {
  start_pipe({.streams = 1, .readers = 1, .extras = false});
  control(R"({"publisher": "stall", "stream": "event/main"})");
  JsonView stalled;
  ASSERT_TRUE(eventually(kPatience, [&] {
    stalled = stream(kMain);
    return stalled["state"].text() == "stalled";
  }));
  EXPECT_GT(stalled["stalled_remaining_seconds"].number(), 0);
  EXPECT_LE(stalled["stalled_remaining_seconds"].number(), 5) << "of the simulator's 10 s";
  ASSERT_TRUE(eventually(kPatience, [&] { return session_of(kMain, "publisher").exists(); }));
  EXPECT_EQ(session_of(kMain, "publisher")["cause"].text(), "read_timeout");
}

TEST_F(Scenes, ManySlowReadersOnAFullHostAreOneProblemOfTheServer) {
  start_simulator({.streams = 1, .readers = 0, .extras = false});
  start_agent();
  // Every host is full then.
  start_exporter(
      {"--mediamtx.host", "venue-a", "--health.host-busy", "0", "--health.settle-after", "0s"});
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [&] { return state_of(kMain) == "live"; }));
  for (int i = 0; i < 6; ++i)
    control(R"({"reader": "add", "stream": "event/main", "protocol": "rtsp"})");
  control(R"({"reader": "slow", "stream": "event/main", "count": 6})");
  JsonView problem;
  ASSERT_TRUE(eventually(kPatience, [&] {
    problem = node()["problems"].find("code", "server_overloaded");
    return problem.exists();
  }));
  EXPECT_EQ(problem["streams"].items().at(0).text(), kMain);
  EXPECT_NE(problem["text"].text().find("of venue-a"), std::string::npos);
  EXPECT_FALSE(node()["problems"].find("code", "readers_failing").exists());
}

TEST_F(Scenes, AReaderThatHangsIsDroppedByTheServerAndThatIsSaid) {
  start_pipe({.streams = 1, .readers = 0, .extras = false});
  control(R"({"reader": "add", "stream": "event/main", "protocol": "srt"})");
  ASSERT_TRUE(comes("reader_joined", "&readers=1"));
  ASSERT_TRUE(polls_go_on(3)) << "or nothing of it has moved yet";
  control(R"({"reader": "freeze", "stream": "event/main", "protocol": "srt"})");
  ASSERT_TRUE(eventually(kPatience, [&] { return session_of(kMain, "reader").exists(); }));
  EXPECT_EQ(session_of(kMain, "reader")["cause"].text(), "reader_timeout");
}

TEST_F(Scenes, AReaderThatLeavesIsAnEndedSessionAndNoEventOfTheStream) {
  start_pipe({.streams = 1, .readers = 0, .extras = false});
  control(R"({"reader": "add", "stream": "event/main", "protocol": "srt"})");
  ASSERT_TRUE(comes("reader_joined", "&readers=1"));
  control(R"({"reader": "remove", "stream": "event/main", "protocol": "srt"})");
  ASSERT_TRUE(comes("reader_left", "&readers=1"));
  ASSERT_TRUE(eventually(kPatience, [&] { return session_of(kMain, "reader").exists(); }));
  EXPECT_EQ(events("reader_left"), 0U) << "viewers never push outages out";
  EXPECT_FALSE(session_of(kMain, "reader")["cause"].exists()) << "nobody knows why it left";
  EXPECT_EQ(session_of(kMain, "reader")["remote_addr"].text(), "198.51.100.0/24");
}

TEST_F(Scenes, ARestartOfTheServerIsOneEventAndNoGiantRate) {
  start_pipe({.streams = 3, .readers = 1});
  const double before = inbound_total();
  control(R"({"restart": true})");
  ASSERT_TRUE(comes("server_restarted"));
  ASSERT_TRUE(eventually(kPatience, [&] { return state_of(kMain) == "live"; }));
  expect_sane_rates();
  EXPECT_GE(inbound_total(), before);
  EXPECT_EQ(events("server_restarted"), 1U);
}

TEST_F(Scenes, AReloadRefusesTheApiAndEndsNothing) {
  start_pipe({.streams = 2, .readers = 1});
  control(R"({"reload": true})");
  ASSERT_TRUE(comes("api_down"));
  ASSERT_TRUE(comes("api_up"));
  ASSERT_TRUE(polls_go_on());
  EXPECT_EQ(events("stream_down") + events("stream_gone") + events("server_restarted") +
                events("publisher_changed"),
            0U);
  EXPECT_FALSE(session_of(kMain, "publisher").exists());
}

TEST_F(Scenes, AProtocolThatIsSwitchedOffEndsItsConnectionsAndIsSaid) {
  start_pipe({.streams = 1, .readers = 0, .extras = false});
  control(R"({"protocol": "srt", "enabled": false})");
  ASSERT_TRUE(comes("protocol_off"));
  // Events are read from Redis, nodes from what the dashboard has heard of.
  EXPECT_TRUE(eventually(kPatience,
                         [&] { return node()["endpoints"]["srtconns"]["state"].text() == "off"; }));
}

TEST_F(Scenes, CountersNearTheirLimitWrapWithoutAGiantRate) {
  start_simulator({.streams = 1, .extras = false});
  control(R"({"counter_offset": "18446744073709300000", "stream": "event/main"})");
  start_exporter();
  start_dashboard();
  ASSERT_TRUE(eventually(kPatience, [&] {
    expect_sane_rates();
    const JsonView bytes = stream(kMain)["inbound_bytes"];
    return bytes.exists() && bytes.number() < 1e15;  // wrapped
  }));
  ASSERT_TRUE(polls_go_on(3));
  expect_sane_rates();
  EXPECT_GT(inbound_total(), 0);
  EXPECT_LT(inbound_total(), 1e9);
}

TEST_F(Scenes, AServerWhoseClockIsWrongHasSaneFigures) {
  start_pipe({.streams = 2, .readers = 1});
  for (const char* offset : {"-86400", "86400"}) {
    control(std::string(R"({"clock_offset_seconds": )") + offset + "}");
    control(R"({"publisher": "reconnect", "stream": "event/main"})");
    ASSERT_TRUE(polls_go_on(3));
    EXPECT_EQ(state_of(kMain), "live");
    expect_sane_rates();
  }
}

TEST_F(Scenes, APublisherThatFlapsIsOneEventThatGrows) {
  start_pipe({.streams = 2, .readers = 0, .extras = false});
  control(R"({"publisher": "flap", "stream": "cam/0001"})");
  ASSERT_TRUE(comes("stream_flapping"));
  ASSERT_TRUE(eventually(kPatience, [&] {
    for (const JsonView& event : dashboard().get_json("/api/v1/events")["events"].items()) {
      if (event["type"].text() == "stream_flapping" && event["count"].number() >= 6) return true;
    }
    return false;
  }));
  EXPECT_EQ(events("stream_flapping"), 1U);
  EXPECT_LE(events("stream_up") + events("stream_gone"), 4U) << "those before it was flapping";
}

TEST_F(Scenes, ARestartOfTheMonitorMakesNoEvents) {
  start_pipe({.streams = 3, .readers = 2});
  ASSERT_TRUE(polls_go_on());
  const auto all = [&] {
    return dashboard().get_json("/api/v1/events?limit=1000")["events"].size() +
           dashboard().get_json("/api/v1/events?limit=1000&readers=1")["events"].size();
  };
  const std::size_t before = all();
  EXPECT_EQ(exporter().stop(), 0);
  start_exporter();
  ASSERT_TRUE(polls_go_on(3));
  EXPECT_EQ(all(), before);
  EXPECT_FALSE(session_of(kMain, "publisher").exists());
}

TEST_F(Scenes, AProblemIsToldOnceThoughTheMonitorRestarts) {
  // Of the main stream; as "began", each with the key of the first.
  const auto told = [&] {
    std::vector<std::string> types;
    std::string key;
    for (const auto& entry : redis().ask({"XRANGE", "mediamtx:problems", "-", "+"}).items) {
      const JsonView record = JsonView::parse(entry.items.at(1).items.at(1).text);
      if (record["streams"].items().at(0).text() != kMain) continue;
      if (key.empty()) key = record["key"].text();
      types.push_back(record["key"].text() == key ? record["type"].text() : "another problem");
    }
    return types;
  };
  start_pipe({.streams = 2, .readers = 1, .extras = false});
  control(R"({"publisher": "reconnect", "stream": "event/main", "latency_seconds": 54.464})");
  // Its record comes before the document that shows it.
  ASSERT_TRUE(eventually(
      kPatience, [&] { return told().size() == 1 && !node()["problems"].items().empty(); }));
  const std::string since = node()["problems"].items().at(0)["since"].text();
  EXPECT_EQ(exporter().stop(), 0);
  start_exporter();
  ASSERT_TRUE(polls_go_on(3));
  EXPECT_EQ(told(), std::vector<std::string>{"began"});
  EXPECT_EQ(node()["problems"].items().at(0)["since"].text(), since);
  control(R"({"publisher": "reconnect", "stream": "event/main", "latency_seconds": 0.12})");
  ASSERT_TRUE(eventually(kPatience, [&] { return told().size() == 2; }));
  EXPECT_EQ(told().back(), "ended");
}

}  // namespace
}  // namespace mtxmon
