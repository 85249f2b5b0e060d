#include "dashboard/history_api.h"

#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/memory_store.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

class HistoryApiTest : public testing::Test {
 protected:
  HistoryApiTest() {
    Snapshot slow = snapshot_of("berlin", {live_stream("cam")});
    slow.interval_seconds = 5;
    state_.nodes["berlin"] = node_document(encode_snapshot(slow));
  }

  void add(const std::string& thing, std::chrono::seconds ago,
           const std::vector<std::pair<std::string, double>>& values) {
    store_.add_sample(SourceKind::Node, "berlin", thing, kNow - ago, values);
  }
  void add(const std::string& thing, int seconds_ago,
           const std::vector<std::pair<std::string, double>>& values) {
    add(thing, std::chrono::seconds(seconds_ago), values);
  }

  static Request request(const std::string& query) {
    Request out;
    out.query = query;
    return out;
  }
  Response uptime(const std::string& query) const { return api_.uptime(request(query)); }
  // What the polls of the last `seconds` saw; 0 is a live stream.
  void poll(int from_ago, int to_ago, std::optional<int> state, double up = 1) {
    for (int ago = from_ago; ago > to_ago; ago -= 5) {
      add("node", ago, {{"up", up}});
      if (state) add("stream:cam", ago, {{"state", *state}});
    }
  }
  Response ask(const std::string& query) const { return api_.history(request(query)); }
  static std::string error_of(const Response& response) {
    return Json(*response.body).text("/error");
  }

  FakeClock clock_;
  MemoryStore store_;
  State state_;
  HistoryApi api_{store_, [this] { return std::make_shared<const State>(state_); }, clock_, {}};
};

TEST_F(HistoryApiTest, OfAStreamInTheStepOfItsNode) {
  for (const int age : {700, 10, 5, 0}) add("stream:cam", age, {{"readers", age}});
  const Response response = ask("node=berlin&path=cam&series=readers");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(*response.body, R"({"tier":"samples","step_seconds":5,)"
                            R"("times":[1795348790,1795348795,1795348800],)"
                            R"("series":{"readers":{"avg":[10,5,0]}}})");
}

TEST_F(HistoryApiTest, OfANode) {
  add("node", 0, {{"up", 1}, {"streams", 7}});
  const Json json(*ask("node=berlin").body);
  EXPECT_EQ(json.raw("/series/up/avg"), "[1]");
  EXPECT_EQ(json.raw("/series/streams/avg"), "[7]");
}

TEST_F(HistoryApiTest, OfAHost) {
  store_.add_sample(SourceKind::Host, "venue-a", "host", kNow, {{"load1", 0.5}});
  const Json json(*ask("host=venue-a&series=load1,cpu_usage_ratio").body);
  EXPECT_EQ(json.raw("/times"), "[1795348800]");
  EXPECT_EQ(json.raw("/series/load1/avg"), "[0.5]");
  EXPECT_EQ(json.raw("/series/cpu_usage_ratio/avg"), "[null]");
}

TEST_F(HistoryApiTest, OfAConnectionWhateverItsProtocolAndOnlyAsSamples) {
  add("connection:webrtc:x", std::chrono::hours(2), {{"inbound_bits_per_second", 7}});
  for (const std::string query : {"connection=x", "connection=x&protocol=webrtc"}) {
    const Json json(*ask("node=berlin&points=2&from=0&" + query).body);
    EXPECT_EQ(json.text("/tier"), "samples");
    EXPECT_EQ(json.raw("/series/inbound_bits_per_second/avg"), "[7]");
  }
  EXPECT_EQ(Json(*ask("node=berlin&from=0&connection=x&protocol=srt").body).size("/times"), 0U);
}

TEST_F(HistoryApiTest, ALongRangeIsOfASlowTier) {
  for (int age = 0; age < 7200; age += 5) add("stream:cam", age, {{"readers", age}});
  const Json day(*ask("node=berlin&path=cam&series=readers&from=1795262400").body);
  EXPECT_EQ(day.text("/tier"), "60s");
  EXPECT_EQ(day.number("/step_seconds"), 60);
  EXPECT_EQ(day.size("/times"), 121U);
  EXPECT_EQ(day.raw("/series/readers/min").substr(0, 6), "[7145,");
}

TEST_F(HistoryApiTest, ManyRowsAreSummedUpWhileTheyAreRead) {
  for (int age = 0; age < 6 * 86'400; age += 300) add("stream:cam", age, {{"readers", age % 7}});
  const Json json(*ask("node=berlin&path=cam&series=readers&points=50&from=0").body);
  EXPECT_EQ(json.text("/tier"), "60s");
  EXPECT_EQ(json.number("/step_seconds"), 12'360) << "of the week that is kept, not of all time";
  EXPECT_LE(json.size("/times"), 50U);
  EXPECT_EQ(json.number("/series/readers/min/1"), 0);
  EXPECT_EQ(json.number("/series/readers/max/1"), 6);
}

TEST_F(HistoryApiTest, ManyRowsThatAreWantedAreNotSummedUp) {
  Snapshot fast = snapshot_of("graz", {});
  fast.interval_seconds = 0.5;
  state_.nodes["graz"] = node_document(encode_snapshot(fast));
  for (int i = 0; i < 5000; ++i) {
    const Milliseconds ago(2'500'000 - i * 500 - i % 3 * 40);
    store_.add_sample(SourceKind::Node, "graz", "node", kNow - ago, {{"streams", i}});
  }
  const Json json(*ask("node=graz&series=streams&points=10000&from=1795345200").body);
  EXPECT_EQ(json.number("/step_seconds"), 0.5);
  EXPECT_EQ(json.size("/times"), 5000U);
  EXPECT_FALSE(json.has("/series/streams/min"));
}

TEST_F(HistoryApiTest, TheBucketThatFromIsInBelongsToTheRange) {
  for (int age = 0; age < 600; age += 5) add("stream:cam", age, {{"readers", age}});
  const Json json(*ask("node=berlin&path=cam&points=2&from=1795348795&to=1795348796").body);
  EXPECT_EQ(json.text("/tier"), "samples");
  const Json tens(*ask("node=berlin&path=cam&points=20&from=1795348595&to=1795348799").body);
  EXPECT_EQ(tens.text("/tier"), "10s");
  EXPECT_EQ(tens.number("/times/0"), 1795348580) << "aligned, two steps wide";
}

TEST_F(HistoryApiTest, OfSomethingUnknownIsEmpty) {
  const Response response = ask("node=graz&path=cam&series=readers");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(Json(*response.body).raw("/series"), R"({"readers":{"avg":[]}})");
}

TEST_F(HistoryApiTest, AsCsv) {
  add("stream:cam", 0, {{"readers", 3}});
  Request csv = request("node=berlin&path=cam&series=readers");
  csv.headers = {{"Accept", "text/csv"}};
  const Response response = api_.history(csv);
  EXPECT_THAT(response.content_type, StartsWith("text/csv"));
  EXPECT_EQ(*response.body,
            "time,unix_seconds,readers\r\n2026-11-22T12:00:00.000Z,1795348800,3\r\n");
  EXPECT_THAT(response.headers,
              Contains(Pair("Content-Disposition",
                            HasSubstr("history-berlin-cam-2026-11-22T11_50_00.000Z.csv"))));
}

TEST_F(HistoryApiTest, HasATag) {
  EXPECT_THAT(ask("host=a").headers, Contains(Pair("ETag", StartsWith("\""))));
}

TEST_F(HistoryApiTest, SaysWhatIsWrong) {
  const Response bad = ask("host=a&series=nope");
  EXPECT_EQ(bad.status, 400);
  EXPECT_THAT(error_of(bad), HasSubstr("\"nope\" is unknown"));
  store_.fail_with("redis 127.0.0.1:6379: connection refused");
  for (const std::string query : {"host=a", "node=berlin&path=talk", "node=b&connection=x"}) {
    const Response response = ask(query);
    EXPECT_EQ(response.status, 503) << query;
    EXPECT_EQ(error_of(response), "redis 127.0.0.1:6379: connection refused") << query;
  }
}

constexpr int kStalled = 2;

TEST_F(HistoryApiTest, UptimeOfAStream) {
  poll(600, 300, 0);
  poll(300, 200, kStalled);
  poll(200, 100, std::nullopt, 0);
  poll(100, 0, 0);
  const Response response = uptime("node=berlin&path=cam&from=1795348200&timeline=1");
  EXPECT_EQ(*response.body,
            R"({"node":"berlin","stream":"cam","from":"2026-11-22T11:50:00.000Z",)"
            R"("to":"2026-11-22T12:00:00.000Z","observed_seconds":500,"unknown_seconds":100,)"
            R"("uptime_ratio":0.8,"states":{"live":{"seconds":400,"ratio":0.8},)"
            R"("stalled":{"seconds":100,"ratio":0.2}},"outage_seconds":100,)"
            R"("outages":[{"from":"2026-11-22T11:55:00.000Z","to":"2026-11-22T11:56:40.000Z",)"
            R"("seconds":100,"state":"stalled"}],)"
            R"("timeline":[{"from":"2026-11-22T11:50:00.000Z","to":"2026-11-22T11:55:00.000Z",)"
            R"("state":"live"},{"from":"2026-11-22T11:55:00.000Z",)"
            R"("to":"2026-11-22T11:56:40.000Z","state":"stalled"},)"
            R"({"from":"2026-11-22T11:56:40.000Z","to":"2026-11-22T11:58:20.000Z",)"
            R"("state":"unknown"},{"from":"2026-11-22T11:58:20.000Z",)"
            R"("to":"2026-11-22T12:00:00.000Z","state":"live"}]})");
}

TEST_F(HistoryApiTest, UptimeOverAllTiersIsThatOfTheSamples) {
  poll(30 * 3600, 20 * 3600, 0);
  poll(20 * 3600, 18 * 3600, kStalled);
  poll(18 * 3600, 1800, 0);
  poll(1800, 1700, kStalled);
  poll(1700, 0, 0);
  const Json json(*uptime("node=berlin&path=cam&from=1795240800").body);  // 30 h
  EXPECT_EQ(json.number("/observed_seconds"), 108'000);
  EXPECT_EQ(json.number("/unknown_seconds"), 0);
  EXPECT_EQ(json.size("/outages"), 2U);
  EXPECT_EQ(json.number("/outages/0/seconds"), 7200);
  EXPECT_EQ(json.number("/outages/1/seconds"), 100);
  EXPECT_FALSE(json.has("/timeline"));
}

TEST_F(HistoryApiTest, UptimeOfAStreamThatIsGoneForLong) {
  poll(7200, 7100, 0);
  poll(7100, 0, std::nullopt);
  const std::string last_hour = "node=berlin&from=1795345200&path=";
  const Json cam(*uptime(last_hour + "cam").body);
  EXPECT_EQ(cam.number("/uptime_ratio"), 0);
  EXPECT_EQ(cam.text("/outages/0/state"), "gone");
  EXPECT_EQ(cam.raw("/outages/0/to"), "null");
  const Json nobody(*uptime(last_hour + "nobody").body);
  EXPECT_EQ(nobody.raw("/uptime_ratio"), "null") << "never seen";
  EXPECT_EQ(nobody.number("/observed_seconds"), 0);
  EXPECT_EQ(nobody.size("/outages"), 0U);
}

// Counts what it reads.
class CountingStore final : public Store {
 public:
  explicit CountingStore(Store& store) : store_(store) {}
  std::size_t rows_of_streams = 0;

  Result<Documents> latest_streams() override { return store_.latest_streams(); }
  Result<Documents> latest_hosts() override { return store_.latest_hosts(); }
  Result<std::optional<std::string>> latest_stream(std::string_view node) override {
    return store_.latest_stream(node);
  }
  Result<std::optional<std::string>> latest_host(std::string_view host) override {
    return store_.latest_host(host);
  }
  Result<std::vector<StoredRecord>> records(const RecordQuery& query) override {
    return store_.records(query);
  }
  Result<Documents> mutes() override { return store_.mutes(); }
  Status put_mute(std::string_view id, std::string_view json) override {
    return store_.put_mute(id, json);
  }
  Result<bool> remove_mute(std::string_view id) override { return store_.remove_mute(id); }
  Status check() override { return store_.check(); }
  Result<HistoryTable> history(const SeriesQuery& query) override {
    auto rows = store_.history(query);
    if (rows && query.thing != "node") rows_of_streams += rows->keys.size();
    return rows;
  }

 private:
  Store& store_;
};

TEST_F(HistoryApiTest, WhetherAStreamWasSeenBeforeIsCheapToAsk) {
  const auto add_one = [&](int minutes_ago) {
    add("stream:cam", std::chrono::minutes(minutes_ago), {{"state", 0}});
  };
  for (int minutes = 6 * 1440; minutes > 2 * 1440; --minutes) add_one(minutes);
  poll(3600, 0, std::nullopt);
  CountingStore store(store_);
  const HistoryApi api(store, [] { return std::make_shared<const State>(); }, clock_, {});
  const Json json(*api.uptime(request("node=berlin&from=1795345200&path=cam")).body);
  EXPECT_EQ(json.number("/uptime_ratio"), 0);
  EXPECT_LE(store.rows_of_streams, 8U);
}

TEST_F(HistoryApiTest, UptimeOfANodeIsThatOfItsApi) {
  poll(600, 300, 0);
  poll(300, 0, std::nullopt, 0);
  const Json json(*uptime("node=berlin&from=1795348200").body);
  EXPECT_FALSE(json.has("/stream"));
  EXPECT_EQ(json.raw("/states"),
            R"({"down":{"seconds":300,"ratio":0.5},"up":{"seconds":300,"ratio":0.5}})");
  EXPECT_EQ(json.text("/outages/0/state"), "down");
  EXPECT_EQ(json.raw("/outages/0/to"), "null");
}

TEST_F(HistoryApiTest, UptimeAsCsv) {
  poll(600, 300, 0);
  poll(300, 0, kStalled);
  EXPECT_EQ(*uptime("node=berlin&path=cam&from=1795348200&format=csv").body,
            "what,state,from,to,seconds,ratio\r\n"
            "observed,,2026-11-22T11:50:00.000Z,2026-11-22T12:00:00.000Z,600,\r\n"
            "unknown,,2026-11-22T11:50:00.000Z,2026-11-22T12:00:00.000Z,0,\r\n"
            "uptime,,2026-11-22T11:50:00.000Z,2026-11-22T12:00:00.000Z,300,0.5\r\n"
            "state,live,2026-11-22T11:50:00.000Z,2026-11-22T12:00:00.000Z,300,0.5\r\n"
            "state,stalled,2026-11-22T11:50:00.000Z,2026-11-22T12:00:00.000Z,300,0.5\r\n"
            "outage,stalled,2026-11-22T11:55:00.000Z,,300,\r\n");
}

TEST_F(HistoryApiTest, UptimeSaysWhatIsWrong) {
  for (const std::string query : {"", "host=a", "node=a&connection=x"}) {
    EXPECT_EQ(uptime(query).status, 400) << query;
    EXPECT_THAT(error_of(uptime(query)), HasSubstr("node: say node="));
  }
  EXPECT_THAT(error_of(uptime("node=a&from=1795348800")), HasSubstr("from: is not in the past"));
  EXPECT_THAT(error_of(uptime("node=a&timeline=yes")), HasSubstr("timeline: "));
  store_.fail_with("connection refused");
  EXPECT_EQ(uptime("node=a").status, 503);
  EXPECT_EQ(uptime("node=a&path=b").status, 503);
}

}  // namespace
}  // namespace mtxmon
