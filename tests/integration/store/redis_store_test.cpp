#include "core/store/redis_store.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/table_codec.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_fixture.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

constexpr std::chrono::seconds kPatience{20};

class RedisStoreTest : public testing::Test {
 protected:
  RedisStore::Options options(std::size_t connections) const {
    return {.address = redis_.address(),
            .key_prefix = "mediamtx:",
            .client_name = "test:reader",
            .connections = connections,
            .timeouts = {.connect = Milliseconds(300), .command = Milliseconds(300)}};
  }

  std::size_t readers_connected() const {
    const auto list = redis_.ask({"CLIENT", "LIST"}).text;
    std::size_t count = 0;
    for (auto at = list.find("test:reader"); at != std::string::npos;
         at = list.find("test:reader", at + 1)) {
      ++count;
    }
    return count;
  }

  RedisServer redis_;
};

TEST_F(RedisStoreTest, ManyThreadsShareFewConnections) {
  redis_.ask({"HSET", "mediamtx:streams:latest", "local", "{}"});
  RedisStore store(options(3));
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 12; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 50; ++n) {
          if (auto found = store.latest_stream("local"); found && *found == "{}") ++good;
        }
      });
    }
  }
  EXPECT_EQ(good, 12 * 50);
  EXPECT_GE(readers_connected(), 1U);
  EXPECT_LE(readers_connected(), 3U);
}

TEST_F(RedisStoreTest, RestartedRedisCostsNoCall) {
  RedisStore store(options(2));
  ASSERT_TRUE(store.check().ok());
  redis_.kill_hard();
  redis_.start();
  const auto checked = store.check();
  EXPECT_TRUE(checked.ok()) << checked.error().message;
}

TEST_F(RedisStoreTest, DeadRedisIsAnErrorWithAddressAndCause) {
  redis_.kill_hard();
  RedisStore store(options(2));
  const auto failed = store.latest_streams();
  ASSERT_FALSE(failed.ok());
  EXPECT_THAT(failed.error().message,
              HasSubstr("cannot reach Redis at " + redis_.address().socket_path));
  redis_.start();
  EXPECT_TRUE(eventually(kPatience, [&] { return store.latest_streams().ok(); }));
}

TEST_F(RedisStoreTest, FrozenRedisFailsEveryCallerAndRecovers) {
  RedisStore store(options(1));
  ASSERT_TRUE(store.check().ok());
  redis_.freeze();
  std::atomic<int> failed{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        if (!store.check().ok()) ++failed;
      });
    }
  }
  EXPECT_EQ(failed, 8);
  redis_.thaw();
  EXPECT_TRUE(eventually(kPatience, [&] { return store.check().ok(); }));
}

TEST_F(RedisStoreTest, UnknownFormatFailsTheCheck) {
  RedisStore store(options(1));
  redis_.ask({"SET", "mediamtx:format", "2"});
  EXPECT_TRUE(store.check().ok());
  redis_.ask({"SET", "mediamtx:format", "3"});
  EXPECT_THAT(store.check().error().message, HasSubstr("format \"3\""));
  redis_.ask({"SET", "mediamtx:format", "many"});
  EXPECT_THAT(store.check().error().message, HasSubstr("format \"many\""));
}

TEST_F(RedisStoreTest, KeyOfAnotherTypeIsAnErrorThatNamesIt) {
  redis_.ask({"SET", "mediamtx:streams:latest", "x"});
  RedisStore store(options(1));
  const auto failed = store.latest_streams();
  ASSERT_FALSE(failed.ok());
  EXPECT_THAT(failed.error().message, HasSubstr("HGETALL mediamtx:streams:latest: WRONGTYPE"));
  EXPECT_TRUE(store.latest_hosts().ok());
}

TEST_F(RedisStoreTest, ForeignEntriesInAHistoryAreSkipped) {
  HistoryTable rows;
  const HistoryCell readers{{6}, 3};
  append_row(rows, 2000, {&readers, 1});
  redis_.ask(
      {"HSET", "mediamtx:history:{local}:things", "stream:cam", "7 2000", "stream:odd", "?"});
  const std::string key = "mediamtx:history:{local}:7:samples";
  redis_.ask({"XADD", key, "1000-0", "c", "no chunk"});
  redis_.ask({"XADD", key, "2000-0", "c", encode_table(rows, 2000)});
  redis_.ask({"XADD", key, "3000-0", "note", "hello", "more", "words"});
  RedisStore store(options(1));
  SeriesQuery query{.source = "local", .thing = "stream:cam", .to = WallTime(Milliseconds(9000))};
  const auto held = store.history(query);
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(*held, rows);
  query.thing = "stream:odd";
  EXPECT_TRUE(store.history(query)->empty());
}

// With time-outs that are longer than a test may take.
TEST_F(RedisStoreTest, StopEndsCallsThatWaitForAFrozenRedis) {
  std::stop_source stop;
  auto patient = options(1);
  patient.timeouts.command = std::chrono::minutes(10);
  patient.stop = stop.get_token();
  RedisStore store(patient);
  ASSERT_TRUE(store.check());
  redis_.freeze();
  std::atomic<int> failed{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) {  // one waits for Redis, two for the one connection
      threads.emplace_back([&] { failed += store.latest_streams() ? 0 : 1; });
    }
    stop.request_stop();
  }
  EXPECT_EQ(failed, 3);
  redis_.thaw();
  const auto later = store.check();
  ASSERT_FALSE(later);
  EXPECT_THAT(later.error().message, HasSubstr("ending"));
}

}  // namespace
}  // namespace mtxmon
