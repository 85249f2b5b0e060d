// The whole pipe while all is well: every consumer sees the same streams, and they move.
#include <set>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/store/update_listener.h"
#include "tests/integration/programs/stack.h"

namespace mtxmon {
namespace {

class Pipe : public Stack {
 protected:
  // Every key and value that Redis holds, as text.
  std::string dump_redis() {
    std::string all;
    for (const auto& key : redis().ask({"KEYS", "*"}).items) {
      const std::string type = redis().ask({"TYPE", key.text}).text;
      all += key.text + "\n";
      append(all, type == "hash"     ? redis().ask({"HGETALL", key.text})
                  : type == "stream" ? redis().ask({"XRANGE", key.text, "-", "+"})
                                     : redis().ask({"GET", key.text}));
    }
    return all;
  }

  static std::set<std::string> names(const JsonView& streams) {
    std::set<std::string> out;
    for (const JsonView& stream : streams.items()) out.insert(stream["name"].text());
    return out;
  }

 private:
  static void append(std::string& all, const RedisReply& reply) {
    all += reply.text + "\n";
    for (const auto& item : reply.items) append(all, item);
  }
};

TEST_F(Pipe, RedisHasLatestHistoryAndNotices) {
  UpdateListener listener({.address = redis().address()});
  ASSERT_TRUE(listener.next(std::chrono::milliseconds(10)).ok());  // subscribed from here on
  start_simulator();
  start_exporter();
  JsonView notice;
  ASSERT_TRUE(eventually(kPatience, [&] {
    const auto message = listener.next(std::chrono::milliseconds(100));
    if (message.ok() && *message) notice = JsonView::parse(**message);
    return notice["collected_at"].exists();
  }));
  EXPECT_EQ(notice["type"].text(), "streams");
  EXPECT_EQ(notice["node"].text(), "local");

  const JsonView latest =
      JsonView::parse(redis().ask({"HGET", "mediamtx:streams:latest", "local"}).text);
  EXPECT_GE(latest["seq"].number(), notice["seq"].number());
  EXPECT_TRUE(latest["up"].is(true));
  EXPECT_EQ(latest["streams"].find("name", kMain)["source"]["protocol"].text(), "srt");
  EXPECT_TRUE(eventually(kPatience, [&] {
    return redis().ask({"XLEN", "mediamtx:history:{local}:open"}).integer >= 3;
  }));
}

TEST_F(Pipe, EveryConsumerSeesTheStreamsAndTheirNumbersMove) {
  start_pipe();
  start_agent();
  const auto bytes = [&] { return stream(kMain)["inbound_bytes_total"].number(); };
  const double bytes_before = bytes();
  EXPECT_TRUE(eventually(kPatience, [&] { return bytes() > bytes_before; }));
  EXPECT_TRUE(
      eventually(kPatience, [&] { return stream(kMain)["inbound_bits_per_second"].number() > 0; }));
  EXPECT_EQ(stream(kMain)["readers"].number(), 2);

  const JsonView one = dashboard().get_json(kMainUrl);
  EXPECT_EQ(one["name"].text(), kMain);
  EXPECT_GT(one["connections"].items().at(0)["srt"]["rtt_seconds"].number(), 0);
  EXPECT_FALSE(dashboard().get_json("/api/v1/connections")["connections"].items().empty());
  EXPECT_TRUE(dashboard().get_json("/readyz")["ready"].is(true));

  EXPECT_EQ(exporter().metric(R"(mediamtx_up{node="local"})"), 1);
  EXPECT_EQ(
      exporter().metric(R"(mediamtx_stream_state{node="local",path="event/main",state="live"})"),
      1);
  EXPECT_GT(
      exporter().metric(R"(mediamtx_stream_inbound_bytes_total{node="local",path="event/main"})"),
      0);
  EXPECT_GT(
      exporter().metric(R"(mediamtx_srt_publish_rtt_seconds{node="local",path="event/main"})"), 0);

  EXPECT_TRUE(eventually(kPatience, [&] {
    return dashboard()
        .get_json("/api/v1/hosts")["hosts"]
        .find("host", "venue-a")["cpu_usage_ratio"]
        .exists();
  }));
  EXPECT_TRUE(agent().metric(R"(mediamtx_host_cpu_seconds_total{host="venue-a",mode="user"})"));
  EXPECT_TRUE(eventually(kPatience, [&] {
    const JsonView history = dashboard().get_json("/api/v1/history?host=venue-a&series=load1");
    return history["series"]["load1"]["avg"].size() >= 2;
  }));
  EXPECT_TRUE(eventually(kPatience, [&] { return history_times().size() >= 3; }));
}

TEST_F(Pipe, LiveFeedIsASnapshotThenUpdatesWithoutAGap) {
  start_pipe();
  start_agent();
  WebSocketClient client(dashboard().port(), "/api/v1/live");
  ASSERT_TRUE(client.open());
  const JsonView snapshot = next_message(client);
  EXPECT_EQ(snapshot["type"].text(), "snapshot");
  EXPECT_FALSE(snapshot["instance"].text().empty());
  EXPECT_TRUE(snapshot["redis"]["ok"].is(true));
  EXPECT_TRUE(snapshot["streams"].find("name", kMain).exists());

  double seq = snapshot["seq"].number();
  double bytes = snapshot["streams"].find("name", kMain)["inbound_bytes_total"].number();
  int growths = 0;
  bool host_seen = false;
  for (int i = 0; i < 300 && (growths < 3 || !host_seen); ++i) {
    const JsonView update = next_message(client);
    ASSERT_EQ(update["type"].text(), "update");
    ASSERT_EQ(update["seq"].number(), seq + 1);
    seq = update["seq"].number();
    const double now = update["streams"].find("name", kMain)["inbound_bytes_total"].number();
    if (now > bytes) {
      ++growths;
      bytes = now;
    }
    host_seen = host_seen || update["hosts"].find("host", "venue-a").exists();
  }
  EXPECT_EQ(growths, 3);
  EXPECT_TRUE(host_seen);
}

TEST_F(Pipe, APageGetsThePartThatItWantsAndGoesOnWhereItWas) {
  start_pipe();
  const std::string part = "/api/v1/live?fields=state,inbound_bits_per_second&numbers=columns";
  std::string seen;
  {
    WebSocketClient client(dashboard().port(), part);
    const JsonView snapshot = next_message(client);
    const JsonView stream = snapshot["streams"].find("name", kMain);
    EXPECT_EQ(stream["state"].text(), "live");
    EXPECT_TRUE(stream["row"].exists());
    EXPECT_FALSE(stream["inbound_bytes_total"].exists());
    seen = fmt::format("&instance={}&seq={:.0f}", snapshot["instance"].text(),
                       snapshot["seq"].number());
  }
  WebSocketClient other(dashboard().port(), part);
  static_cast<void>(next_message(other));
  EXPECT_EQ(next_message(other)["type"].text(), "update");  // the first client missed this

  WebSocketClient again(dashboard().port(), part + seen);
  const JsonView missed = next_message(again);
  EXPECT_EQ(missed["type"].text(), "update");
  EXPECT_TRUE(missed["numbers"]["inbound_bits_per_second"]["rows"].exists());
  ASSERT_TRUE(again.send_text(
      R"({"type":"subscribe","id":1,"streams":"none","whole":["local/event/main"]})"));
  JsonView message = next_message(again);
  while (message["type"].text() == "update") message = next_message(again);
  EXPECT_EQ(message["type"].text(), "subscribed");
  EXPECT_EQ(next_message(again)["streams"].size(), 1U);
  EXPECT_EQ(next_message(again)["whole"].find("name", kMain)["state"].text(), "live");

  WebSocketClient stranger(dashboard().port(), part + "&instance=other&seq=1");
  EXPECT_EQ(next_message(stranger)["type"].text(), "snapshot");
}

TEST_F(Pipe, AllOfTwoHundredAndFiftyStreamsEverywhere) {
  start_pipe({.streams = 250, .readers = 1, .extras = false});
  const auto expected = names(dashboard().get_json("/api/v1/streams")["streams"]);
  EXPECT_EQ(expected.size(), 250U);

  WebSocketClient client(dashboard().port(), "/api/v1/live");
  EXPECT_EQ(names(next_message(client)["streams"]), expected);

  const std::string page = exporter().get("/metrics");
  for (const std::string& name : expected) {
    EXPECT_EQ(metric_in(page, R"(mediamtx_stream_state{node="local",path=")" + name +
                                  R"(",state="live"})"),
              1)
        << name;
  }
}

struct HostileName {
  std::string name;
  std::string in_url;
  std::string in_label;
};

TEST_F(Pipe, HostileNamesArriveUnharmedAndHarmless) {
  const std::vector<HostileName> hostile = {
      {"<img src=x onerror=alert(1)>", "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
       "<img src=x onerror=alert(1)>"},
      {"quo\"te\nline\\slash", "quo%22te%0Aline%5Cslash", R"(quo\"te\nline\\slash)"},
      {"a?b=c&d#e%41+f", "a%3Fb%3Dc%26d%23e%2541%2Bf", "a?b=c&d#e%41+f"},
      {"Bühne/\xE5\x8F\xB0", "B%C3%BChne/%E5%8F%B0", "Bühne/\xE5\x8F\xB0"}};
  SimulatorOptions options{.streams = 1};
  for (const auto& one : hostile) options.names.push_back(one.name);
  start_pipe(std::move(options));
  const std::string page = exporter().get("/metrics");
  for (const auto& one : hostile) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(stream(one.name)["name"].text(), one.name);
    const JsonView alone = dashboard().get_json("/api/v1/streams/local/" + one.in_url);
    EXPECT_EQ(alone["name"].text(), one.name);
    EXPECT_EQ(alone["state"].text(), "live");
    EXPECT_TRUE(metric_in(page, R"(mediamtx_stream_inbound_bytes_total{node="local",path=")" +
                                    one.in_label + R"("})"));
    EXPECT_TRUE(eventually(kPatience, [&] { return history_times(one.in_url).size() >= 2; }));
  }
  for (const auto& key : redis().ask({"KEYS", "*"}).items) {
    EXPECT_EQ(key.text.find_first_of("<\" \n\\"), std::string::npos) << key.text;
  }
}

TEST_F(Pipe, PlantedSecretsOfTheRecordingLeaveNoTrace) {
  constexpr auto kSecret = "planted-S3CRET";
  // The secret is there to be found: the simulator serves it.
  start_simulator(
      {.replay_file = std::string(MTXMON_FIXTURES) + "/mediamtx/v1.20.1/steady-origin.jsonl"});
  TcpClient mediamtx(simulator().port());
  ASSERT_TRUE(
      mediamtx.write(http_request_text("GET", "/v3/srtconns/list", {{"Connection", "close"}})));
  const auto said = mediamtx.read_to_end();
  ASSERT_TRUE(said);
  ASSERT_NE(said->find(kSecret), std::string::npos);

  start_exporter({"--log.level", "trace"});
  start_dashboard({"--log.level", "trace"});
  start_agent({"--log.level", "trace"});
  ASSERT_TRUE(eventually(kPatience, [this] {
    return node()["up"].is(true) && dashboard().get_json("/api/v1/hosts")["hosts"].size() > 0;
  }));
  ASSERT_TRUE(polls_go_on());
  WebSocketClient client(dashboard().port(), "/api/v1/live");
  const auto live = client.read_text();
  ASSERT_TRUE(live);
  const std::string everything =
      dump_redis() + *live + exporter().get("/metrics") + dashboard().get("/metrics") +
      agent().get("/metrics") + dashboard().get("/api/v1/streams") +
      dashboard().get("/api/v1/connections") + dashboard().get("/api/v1/nodes") + exporter().log() +
      dashboard().log() + agent().log();
  EXPECT_GT(everything.size(), 20'000U);
  EXPECT_EQ(everything.find(kSecret), std::string::npos);
}

}  // namespace
}  // namespace mtxmon
