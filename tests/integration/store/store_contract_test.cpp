// What every Store promises; RedisStore and the MemoryStore of other tests pass the same suite.
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  void add_stream_sample(const std::string& node, const std::string& path, WallTime time,
                         double value) {
    store_.add_stream_sample(node, path, {time, {{"readers", value}}});
  }
  void add_host_sample(const std::string& host, WallTime time, double value) {
    store_.add_host_sample(host, {time, {{"readers", value}}});
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
  void add_stream_sample(const std::string& node, const std::string& path, WallTime time,
                         double value) {
    add(Keys("mediamtx:").stream_history(node, path), time, value);
  }
  void add_host_sample(const std::string& host, WallTime time, double value) {
    add(Keys("mediamtx:").host_history(host), time, value);
  }

 private:
  void add(const std::string& key, WallTime time, double value) {
    redis_.ask({"XADD", key, std::to_string(time.time_since_epoch().count()) + "-0", "readers",
                std::to_string(value)});
  }

  RedisServer redis_;
  RedisStore store_{{.address = redis_.address()}};
};

template <typename World>
class StoreContract : public testing::Test {
 protected:
  static constexpr auto kHostile = "<img src=x onerror=alert(1)>{}:\x80";

  static WallTime at(int seconds) {
    return WallTime(std::chrono::seconds(1'800'000'000 + seconds));
  }

  static std::vector<double> values(const Result<std::vector<DecodedSample>>& samples) {
    std::vector<double> out;
    if (!samples) return {-1};
    for (const auto& sample : *samples) out.push_back(sample.values.at(0).second);
    return out;
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
  EXPECT_TRUE(store.stream_history("local", "cam", this->at(0), this->at(9))->empty());
  EXPECT_TRUE(store.host_history("venue", this->at(0), this->at(9))->empty());
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

TYPED_TEST(StoreContract, HistoryIncludesBothEndsOldestFirst) {
  for (int second = 0; second < 10; ++second) {
    this->world_.add_stream_sample("local", "cam/front", this->at(second), second);
  }
  Store& store = this->world_.store();
  const auto read = [&](int from, int to) {
    return this->values(store.stream_history("local", "cam/front", this->at(from), this->at(to)));
  };
  EXPECT_THAT(read(3, 5), ElementsAre(3, 4, 5));
  EXPECT_THAT(read(-100, 0), ElementsAre(0));
  EXPECT_THAT(read(9, 100), ElementsAre(9));
  EXPECT_THAT(read(5, 3), ElementsAre());
  EXPECT_THAT(read(10, 20), ElementsAre());
  const auto before_1970 = store.stream_history("local", "cam/front", WallTime(Milliseconds(-5)),
                                                WallTime(Milliseconds(-1)));
  ASSERT_TRUE(before_1970.ok());
  EXPECT_TRUE(before_1970->empty());
}

TYPED_TEST(StoreContract, SeriesAreApart) {
  this->world_.add_stream_sample("a", "x", this->at(0), 1);
  this->world_.add_stream_sample("a", this->kHostile, this->at(0), 2);
  this->world_.add_stream_sample("b", "x", this->at(0), 3);
  this->world_.add_host_sample("a", this->at(0), 4);
  this->world_.add_host_sample(this->kHostile, this->at(0), 5);
  Store& store = this->world_.store();
  const auto from = this->at(0);
  EXPECT_THAT(this->values(store.stream_history("a", "x", from, from)), ElementsAre(1));
  EXPECT_THAT(this->values(store.stream_history("a", this->kHostile, from, from)), ElementsAre(2));
  EXPECT_THAT(this->values(store.stream_history("b", "x", from, from)), ElementsAre(3));
  EXPECT_THAT(this->values(store.host_history("a", from, from)), ElementsAre(4));
  EXPECT_THAT(this->values(store.host_history(this->kHostile, from, from)), ElementsAre(5));
}

TYPED_TEST(StoreContract, SampleKeepsTimeAndName) {
  this->world_.add_stream_sample("a", "x", this->at(0) + Milliseconds(123), 2.5);
  const auto samples = this->world_.store().stream_history("a", "x", this->at(0), this->at(1));
  ASSERT_TRUE(samples.ok());
  ASSERT_EQ(samples->size(), 1U);
  EXPECT_EQ(samples->front().time, this->at(0) + Milliseconds(123));
  EXPECT_THAT(samples->front().values, ElementsAre(Pair("readers", 2.5)));
}

TEST(MemoryStore, FailsOnDemand) {
  MemoryStore store;
  store.fail_with("Redis is away");
  EXPECT_EQ(store.check().error().message, "Redis is away");
  EXPECT_EQ(store.latest_streams().error().message, "Redis is away");
  EXPECT_EQ(store.host_history("a", WallTime(), WallTime()).error().message, "Redis is away");
  store.fail_with(std::nullopt);
  EXPECT_TRUE(store.check().ok());
}

}  // namespace
}  // namespace mtxmon
