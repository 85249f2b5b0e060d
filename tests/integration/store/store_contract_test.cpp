// What every Store promises; RedisStore and the MemoryStore of other tests pass the same suite.
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/aggregate.h"
#include "core/history/thing.h"
#include "core/store/history_writer.h"
#include "core/store/redis_store.h"
#include "tests/support/memory_store.h"
#include "tests/support/redis_fixture.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::Pair;

class MemoryWorld {
 public:
  Store& store() { return store_; }
  void put_stream(const std::string& node, const std::string& text) {
    store_.put_stream(node, text);
  }
  void put_host(const std::string& host, const std::string& text) { store_.put_host(host, text); }
  void add_sample(SourceKind kind, const std::string& source, const std::string& thing,
                  WallTime time, double readers) {
    store_.add_sample(kind, source, thing, time, {{"readers", readers}});
  }
  void add_event(const std::string& node, WallTime time, const std::string& text) {
    store_.add_record(RecordKind::Events, node, time, text);
  }

 private:
  MemoryStore store_;
};

// Writes as docs/REDIS.md tells other programs, not with our own writer.
class RedisWorld {
 public:
  Store& store() { return store_; }
  void put_stream(const std::string& node, const std::string& text) {
    redis_.ask({"HSET", "mediamtx:streams:latest", node, text});
  }
  void put_host(const std::string& host, const std::string& text) {
    redis_.ask({"HSET", "mediamtx:hosts:latest", host, text});
  }
  void add_event(const std::string& node, WallTime time, const std::string& text) {
    const auto id = std::to_string(time.time_since_epoch().count()) + "-*";
    redis_.ask({"XADD", "mediamtx:events:{" + node + "}", id, "json", text});
  }
  void add_sample(SourceKind kind, const std::string& source, const std::string& thing,
                  WallTime time, double readers) {
    HistoryPollBuilder poll;
    poll.begin(thing);
    poll.set(series_named("readers"), readers);
    auto written = history_.write(connection_, kind, source, poll.finish(time), false, fail);
    ASSERT_TRUE(written.ok() && *written);
  }

 private:
  static Status fail(std::string_view command, const std::string& reply) {
    return Error{std::string(command) + reply};
  }

  RedisServer redis_;
  RedisStore store_{{.address = redis_.address()}};
  RedisConnection connection_ = redis_.connect();
  HistoryWriter history_{Keys("mediamtx:"), TierRetention()};
};

template <typename World>
class StoreContract : public testing::Test {
 protected:
  static constexpr auto kHostile = "<img src=x onerror=alert(1)>{}:\x80";

  static WallTime at(int seconds) {
    return WallTime(std::chrono::seconds(1'800'000'000 + seconds));
  }

  Result<HistoryTable> read(SourceKind kind, const std::string& source, const std::string& thing,
                            WallTime from, WallTime to) {
    return world_.store().history(
        {.kind = kind, .source = source, .thing = thing, .from = from, .to = to, .series = {6}});
  }
  std::vector<std::int64_t> readers(const std::string& node, const std::string& path, WallTime from,
                                    WallTime to) {
    const auto rows = read(SourceKind::Node, node, stream_thing(path), from, to);
    return values(rows);
  }
  static std::vector<std::int64_t> values(const Result<HistoryTable>& rows) {
    if (!rows) return {-1};
    const auto* column = rows->find({6});
    return column == nullptr ? std::vector<std::int64_t>() : column->values;
  }

  World world_;
};

using Worlds = testing::Types<MemoryWorld, RedisWorld>;
TYPED_TEST_SUITE(StoreContract, Worlds);

TYPED_TEST(StoreContract, EmptyStoreHasEmptyAnswers) {
  Store& store = this->world_.store();
  EXPECT_TRUE(store.check().ok());
  EXPECT_TRUE(store.latest_streams()->empty());
  EXPECT_TRUE(store.latest_hosts()->empty());
  EXPECT_FALSE(store.latest_stream("local")->has_value());
  EXPECT_FALSE(store.latest_host("venue")->has_value());
  EXPECT_TRUE(
      this->read(SourceKind::Node, "local", "stream:cam", this->at(0), this->at(9))->empty());
  EXPECT_TRUE(this->read(SourceKind::Host, "venue", "host", this->at(0), this->at(9))->empty());
}

TYPED_TEST(StoreContract, DocumentsComeBackByteForByte) {
  const std::string binary("{\"a\":\"\0\xFF\r\n\"}", 12);
  this->world_.put_stream("local", binary);
  this->world_.put_stream("b", "{}");
  this->world_.put_host(this->kHostile, "{\"host\":1}");
  Store& store = this->world_.store();
  EXPECT_THAT(*store.latest_streams(), ElementsAre(Pair("b", "{}"), Pair("local", binary)));
  EXPECT_THAT(*store.latest_hosts(), ElementsAre(Pair(this->kHostile, "{\"host\":1}")));
  EXPECT_EQ(**store.latest_stream("local"), binary);
  EXPECT_EQ(**store.latest_host(this->kHostile), "{\"host\":1}");
  EXPECT_FALSE(store.latest_stream(this->kHostile)->has_value());
}

TYPED_TEST(StoreContract, MutesAreKeptReplacedAndRemoved) {
  Store& store = this->world_.store();
  EXPECT_TRUE(store.mutes()->empty());
  EXPECT_TRUE(store.put_mute("a", "{\"until\":1}").ok());
  EXPECT_TRUE(store.put_mute(this->kHostile, "{}").ok());
  EXPECT_TRUE(store.put_mute("a", "{\"until\":2}").ok());
  EXPECT_THAT(*store.mutes(), ElementsAre(Pair(this->kHostile, "{}"), Pair("a", "{\"until\":2}")));
  EXPECT_TRUE(*store.remove_mute("a"));
  EXPECT_FALSE(*store.remove_mute("a"));
  EXPECT_THAT(*store.mutes(), ElementsAre(Pair(this->kHostile, "{}")));
}

TYPED_TEST(StoreContract, HistoryIncludesBothEndsOldestFirst) {
  for (int second = 0; second < 100; ++second) {  // open polls and chunks
    this->world_.add_sample(SourceKind::Node, "local", "stream:cam/front", this->at(second),
                            second);
  }
  const auto read = [&](int from, int to) {
    return this->readers("local", "cam/front", this->at(from), this->at(to));
  };
  EXPECT_THAT(read(3, 5), ElementsAre(3, 4, 5));
  EXPECT_THAT(read(29, 31), ElementsAre(29, 30, 31));
  EXPECT_THAT(read(89, 91), ElementsAre(89, 90, 91));
  EXPECT_THAT(read(-100, 0), ElementsAre(0));
  EXPECT_THAT(read(99, 200), ElementsAre(99));
  EXPECT_EQ(read(0, 99).size(), 100U);
  EXPECT_THAT(read(5, 3), ElementsAre());
  EXPECT_THAT(read(100, 200), ElementsAre());
  EXPECT_THAT(
      this->readers("local", "cam/front", WallTime(Milliseconds(-5)), WallTime(Milliseconds(-1))),
      ElementsAre());
}

TYPED_TEST(StoreContract, SeriesAreApart) {
  const auto at = this->at(0);
  this->world_.add_sample(SourceKind::Node, "a", "stream:x", at, 1);
  this->world_.add_sample(SourceKind::Node, "a", std::string("stream:") + this->kHostile,
                          this->at(1), 2);
  this->world_.add_sample(SourceKind::Node, "b", "stream:x", at, 3);
  this->world_.add_sample(SourceKind::Host, "a", "host", at, 4);
  this->world_.add_sample(SourceKind::Host, this->kHostile, "host", at, 5);
  this->world_.add_sample(SourceKind::Node, "b", "node", this->at(1), 6);
  const auto to = this->at(9);
  EXPECT_THAT(this->readers("a", "x", at, to), ElementsAre(1));
  EXPECT_THAT(this->readers("a", this->kHostile, at, to), ElementsAre(2));
  EXPECT_THAT(this->readers("b", "x", at, to), ElementsAre(3));
  const auto host = [&](const std::string& name) {
    return this->values(this->read(SourceKind::Host, name, "host", at, to));
  };
  EXPECT_THAT(host("a"), ElementsAre(4));
  EXPECT_THAT(host(this->kHostile), ElementsAre(5));
  EXPECT_THAT(this->values(this->read(SourceKind::Node, "b", "node", at, to)), ElementsAre(6));
}

TYPED_TEST(StoreContract, ARowKeepsItsTime) {
  const auto at = this->at(0) + Milliseconds(123);
  this->world_.add_sample(SourceKind::Node, "a", "stream:x", at, 2);
  const auto rows = this->read(SourceKind::Node, "a", "stream:x", this->at(0), this->at(1));
  ASSERT_TRUE(rows.ok());
  EXPECT_THAT(rows->keys, ElementsAre(at.time_since_epoch().count()));
}

TYPED_TEST(StoreContract, SlowTiersReachToTheLastSample) {
  for (int second = 0; second < 700; second += 2)
    this->world_.add_sample(SourceKind::Node, "a", "stream:x", this->at(second), second % 10);
  const auto rows = this->world_.store().history({.kind = SourceKind::Node,
                                                  .source = "a",
                                                  .thing = "stream:x",
                                                  .tier = Tier::TenSeconds,
                                                  .from = this->at(0),
                                                  .to = this->at(699),
                                                  .series = {6}});
  ASSERT_TRUE(rows.ok());
  EXPECT_EQ(rows->keys.size(), 70U);
  const auto* mean = rows->find({6});
  ASSERT_NE(mean, nullptr);
  EXPECT_EQ(mean->values, std::vector<std::int64_t>(70, 4));
  EXPECT_EQ(rows->find({6, Part::BelowMean})->values, std::vector<std::int64_t>(70, 4));
}

TYPED_TEST(StoreContract, RowsAreSummedUpOnRequest) {
  for (int second = 0; second < 100; ++second) {
    this->world_.add_sample(SourceKind::Node, "local", "stream:cam", this->at(second), second % 7);
  }
  SeriesQuery query{SourceKind::Node, "local",      "stream:cam", Tier::Samples,
                    this->at(5),      this->at(77), {6},          0};
  const auto rows = this->world_.store().history(query);
  ASSERT_TRUE(rows.ok());
  for (const std::int64_t sum_ms : {10'000, 30'000}) {
    query.sum_ms = sum_ms;
    EXPECT_EQ(*this->world_.store().history(query), aggregate(*rows, sum_ms));
  }
}

TYPED_TEST(StoreContract, RecordsComeNewestFirstWithinTheirTimes) {
  for (int second = 0; second < 5; ++second)
    this->world_.add_event("local", this->at(second), std::to_string(second));
  this->world_.add_event("other", this->at(2), "other");
  const auto read = [&](RecordKind kind, int from, int to, std::size_t limit) {
    std::string out;
    const auto records = this->world_.store().records(
        {kind, "local", this->at(from), this->at(to), std::nullopt, limit});
    for (const StoredRecord& record : records.value()) out += record.json + " ";
    return out;
  };
  EXPECT_EQ(read(RecordKind::Events, -100, 100, 100), "4 3 2 1 0 ");
  EXPECT_EQ(read(RecordKind::Events, 1, 3, 100), "3 2 1 ");
  EXPECT_EQ(read(RecordKind::Events, 1, 3, 2), "3 2 ");
  EXPECT_EQ(read(RecordKind::Events, 3, 1, 100), "");
  EXPECT_EQ(read(RecordKind::Events, 0, 9, 0), "");
  EXPECT_EQ(read(RecordKind::ReaderEvents, -100, 100, 100), "");
  EXPECT_EQ(read(RecordKind::Sessions, -100, 100, 100), "");
}

TYPED_TEST(StoreContract, RecordsGoOnBelowAnEntry) {
  for (int second = 0; second < 3; ++second) {
    this->world_.add_event("local", this->at(second), std::to_string(second) + "a");
    this->world_.add_event("local", this->at(second), std::to_string(second) + "b");
  }
  std::string out;
  RecordQuery query{RecordKind::Events, "local", this->at(0), this->at(9), std::nullopt, 1};
  for (;;) {
    const auto page = this->world_.store().records(query);
    ASSERT_TRUE(page.ok()) << page.error().message;
    if (page->empty()) break;
    out += page->front().json + " ";
    query.before = page->front().id;
  }
  EXPECT_EQ(out, "2b 2a 1b 1a 0b 0a ");
  query.before = EntryId{0, 0};
  EXPECT_TRUE(this->world_.store().records(query)->empty());
  query.before = EntryId{this->at(100).time_since_epoch().count(), 0};
  EXPECT_EQ(this->world_.store().records(query)->front().json, "2b") << "above the range";
}

TEST(MemoryStore, FailsOnDemand) {
  MemoryStore store;
  store.fail_with("Redis is away");
  EXPECT_EQ(store.check().error().message, "Redis is away");
  EXPECT_EQ(store.latest_streams().error().message, "Redis is away");
  EXPECT_EQ(store.history({.source = "a", .thing = "node"}).error().message, "Redis is away");
  store.fail_with(std::nullopt);
  EXPECT_TRUE(store.check().ok());
}

}  // namespace
}  // namespace mtxmon
