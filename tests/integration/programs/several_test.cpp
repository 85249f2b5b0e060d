// More than one: nodes of one exporter, exporters of one node, clients of one dashboard.
#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/schema/schema.h"
#include "tests/integration/programs/stack.h"

namespace mtxmon {
namespace {

class Several : public Stack {
 protected:
  static bool leads(const RunningProgram& program) {
    return program.metric(R"(mediamtx_exporter_leader{node="local"})") == 1;
  }
  // How many events REST tells of.
  std::size_t told(const std::string& type, const std::string& stream) {
    std::size_t count = 0;
    for (const JsonView& event :
         dashboard().get_json("/api/v1/events?limit=1000")["events"].items())
      count += event["type"].text() == type && event["stream"].text() == stream ? 1 : 0;
    return count;
  }
};

TEST_F(Several, ADeadNodeDelaysNoOther) {
  Simulator hanging({.streams = 1});
  ASSERT_TRUE(hanging.start().ok());
  ASSERT_TRUE(hanging.control(R"({"fault":"hang"})").ok());
  start_simulator();
  start_exporter({"--mediamtx.url", "good=" + simulator().url(), "--mediamtx.url",
                  "bad=" + hanging.url(), "--poll.timeout", "2s"});
  start_dashboard();
  // Polls of the good node do not wait for those of the bad one.
  ASSERT_TRUE(eventually(kPatience, [&] {
    const auto hung = hanging.requests("paths/list");
    return hung >= 1 && simulator().requests("paths/list") >= 4 * hung &&
           stream(kMain, "good")["state"].text() == "live";
  }));
  EXPECT_TRUE(eventually(kPatience, [this] { return node("bad")["up"].is(false); }));
  EXPECT_EQ(exporter().metric(R"(mediamtx_up{node="good"})"), 1);
  EXPECT_EQ(exporter().metric(R"(mediamtx_up{node="bad"})"), 0);
  EXPECT_EQ(stream(kMain, "good")["state"].text(), "live");
}

// Every list of sessions hangs, and only they: MediaMTX itself goes on answering.
TEST_F(Several, ListsThatHangCostOneTimeOutAndDelayNoOtherNode) {
  Simulator hanging({.streams = 1});
  ASSERT_TRUE(hanging.start().ok());
  for (const ListRoute& list : kLists) {
    const std::string route(list.endpoint);
    ASSERT_TRUE(hanging.control(R"({"fault":"hang","route":")" + route + R"("})").ok()) << route;
  }
  start_simulator();
  start_exporter(
      {"--mediamtx.url", "good=" + simulator().url(), "--mediamtx.url", "bad=" + hanging.url()});
  start_dashboard();
  const auto failed = [this] {
    const JsonView endpoints = node("bad")["endpoints"];
    return std::ranges::count_if(kLists, [&](const ListRoute& list) {
      return endpoints[list.endpoint]["state"].text() == "failed";
    });
  };
  ASSERT_TRUE(eventually(kPatience, [&] { return failed() == std::ssize(kLists); }));
  const JsonView bad = node("bad");
  EXPECT_LT(bad["poll_duration_seconds"].number(), 2 * bad["poll_timeout_seconds"].number())
      << "one time-out, not one for each list";
  EXPECT_TRUE(bad["up"].is(true));
  EXPECT_EQ(stream(kMain, "bad")["state"].text(), "live");
  EXPECT_GE(simulator().requests("paths/list"), 4 * hanging.requests("paths/list"));
  EXPECT_EQ(stream(kMain, "good")["state"].text(), "live");
}

TEST_F(Several, OfTwoExportersOneWritesAndTheOtherTakesOver) {
  start_pipe();
  ASSERT_TRUE(eventually(kPatience, [this] { return leads(exporter()); }));
  RunningProgram second = start_second_exporter();
  ASSERT_TRUE(eventually(kPatience, [&] {
    return second.metric(R"(mediamtx_exporter_leader{node="local"})").has_value();
  }));
  EXPECT_FALSE(leads(second));
  EXPECT_EQ(second.metric(R"(mediamtx_up{node="local"})"), 1);
  ASSERT_TRUE(polls_go_on(5));
  EXPECT_EQ(second.metric("mediamtx_exporter_redis_writes_total"), 0);
  EXPECT_TRUE(leads(exporter()));

  const double seq_before = seq();
  exporter().kill_hard();
  ASSERT_TRUE(eventually(kPatience, [&] { return leads(second) && seq() > seq_before; }));
  EXPECT_EQ(state_of(kMain), "live");

  exporter().restart();
  ASSERT_TRUE(eventually(kPatience, [this] {
    return exporter().metric(R"(mediamtx_exporter_leader{node="local"})").has_value();
  }));
  EXPECT_FALSE(leads(exporter()));
  // An exporter that ends in order hands over at once.
  EXPECT_EQ(second.stop(), 0);
  EXPECT_TRUE(eventually(kPatience, [this] { return leads(exporter()); }));
}

TEST_F(Several, ATakeOverTellsEveryChangeOnce) {
  start_pipe({.streams = 3, .readers = 2, .extras = false});
  ASSERT_TRUE(eventually(kPatience, [this] { return leads(exporter()); }));
  const RunningProgram second = start_second_exporter();
  ASSERT_TRUE(eventually(kPatience, [&] {
    return second.metric(R"(mediamtx_exporter_leader{node="local"})").has_value();
  }));
  // Until a poll has ended that began after this call.
  const auto second_polls_go_on = [&] {
    const auto polls = [&] {
      return second.metric(R"(mediamtx_exporter_poll_duration_seconds_count{node="local"})")
          .value_or(0);
    };
    return eventually(kPatience, [&, before = polls()] { return polls() >= before + 2; });
  };
  control(R"({"publisher": "stop", "stream": "cam/0001"})");  // both see it, one tells it
  ASSERT_TRUE(eventually(kPatience, [&] { return told("stream_gone", "cam/0001") == 1; }));
  ASSERT_TRUE(polls_go_on(2));  // its sessions may be missed by a later poll than the stream
  ASSERT_TRUE(second_polls_go_on());
  exporter().kill_hard();
  ASSERT_TRUE(second_polls_go_on());  // none is under way that began before the end of the other
  control(R"({"publisher": "stop", "stream": "cam/0002"})");  // nobody is there to tell it
  ASSERT_TRUE(eventually(kPatience, [&] { return told("stream_gone", "cam/0002") == 1; }));
  ASSERT_TRUE(eventually(kPatience, [&] { return leads(second); }));
  ASSERT_TRUE(polls_go_on(2));
  EXPECT_EQ(told("stream_gone", "cam/0001"), 1U);
  EXPECT_EQ(told("stream_gone", "cam/0002"), 1U);
  std::set<std::string> ids;
  const auto sessions = dashboard().get_json("/api/v1/sessions?limit=1000")["sessions"].items();
  for (const JsonView& one : sessions) ids.insert(one["id"].text());
  EXPECT_EQ(sessions.size(), 6U) << "two publishers and two readers of each";
  EXPECT_EQ(ids.size(), sessions.size());
}

TEST_F(Several, AClientThatNeverReadsDelaysNoOther) {
  start_pipe({.streams = 1000, .readers = 2});
  constexpr auto kLive = "/api/v1/live";
  std::vector<std::unique_ptr<WebSocketClient>> deaf;
  for (int i = 0; i < 3; ++i) {
    deaf.push_back(std::make_unique<WebSocketClient>(
        dashboard().port(), kLive, WebSocketClientOptions{.receive_buffer_bytes = 4096}));
    ASSERT_TRUE(deaf.back()->open());
  }
  WebSocketClient reader(dashboard().port(), kLive);
  double seq_read = next_message(reader)["seq"].number();
  for (int i = 0; i < 20; ++i) {
    const JsonView message = next_message(reader);
    // A snapshot may stand in for updates that this client, slow by itself here, missed.
    ASSERT_GT(message["seq"].number(), seq_read);
    seq_read = message["seq"].number();
  }
  EXPECT_EQ(dashboard().get_json("/api/v1/streams")["streams"].items().size(), 1005U);
}

TEST_F(Several, OnceIsAnObjectForOneNodeAndAnArrayForSeveral) {
  start_simulator({.streams = 1});
  const Ending one =
      run_program("mediamtx-exporter", {"--once", "--mediamtx.url", simulator().url()});
  EXPECT_EQ(one.code, 0) << one.errors;
  EXPECT_TRUE(JsonView::parse(one.output)["streams"].find("name", kMain).exists());

  const Ending two =
      run_program("mediamtx-exporter", {"--once", "--mediamtx.url", "a=" + simulator().url(),
                                        "--mediamtx.url", "b=" + simulator().url()});
  EXPECT_EQ(two.code, 0) << two.errors;
  EXPECT_EQ(JsonView::parse(two.output).size(), 2U);
}

TEST_F(Several, OnceFailsWhenANodeIsDown) {
  start_simulator({.streams = 1});
  control(R"({"fault":"status","status":500})");
  Simulator good({.streams = 1});
  ASSERT_TRUE(good.start().ok());
  const Ending ending =
      run_program("mediamtx-exporter", {"--once", "--mediamtx.url", "good=" + good.url(),
                                        "--mediamtx.url", "bad=" + simulator().url()});
  EXPECT_EQ(ending.code, 1);
  EXPECT_NE(ending.errors.find("bad: " + simulator().url()), std::string::npos) << ending.errors;
  const JsonView nodes = JsonView::parse(ending.output);
  EXPECT_TRUE(nodes.find("node", "good")["up"].is(true));
  EXPECT_TRUE(nodes.find("node", "bad")["up"].is(false));
}

}  // namespace
}  // namespace mtxmon
