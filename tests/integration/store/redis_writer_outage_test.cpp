#include <gmock/gmock.h>

#include "tests/integration/store/writer_fixture.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::Not;

class RedisWriterOutageTest : public WriterFixture {
 protected:
  static bool history_is(const RedisServer& redis, const std::vector<std::int64_t>& expected) {
    return eventually(kPatience, [&] { return readers_in(redis) == expected; });
  }
};

TEST_F(RedisWriterOutageTest, KilledRedisComesBackFromItsSnapshot) {
  RedisServer redis;
  RedisWriter writer(options_for(redis), {}, {});
  writer.submit(poll("local", at(0), 1));
  writer.submit(poll("local", at(2), 2));
  ASSERT_TRUE(history_is(redis, {1, 2}));
  redis.ask({"SAVE"});
  writer.submit(poll("local", at(4), 3));
  ASSERT_TRUE(history_is(redis, {1, 2, 3}));

  redis.kill_hard();
  writer.submit(poll("local", at(6), 4));
  ASSERT_TRUE(eventually(kPatience, [&] { return !writer.state().connected; }));
  EXPECT_THAT(writer.state().error, Not(testing::IsEmpty()));
  writer.submit(poll("local", at(8), 5));
  redis.start();
  EXPECT_TRUE(history_is(redis, {1, 2, 3, 4, 5}));
  EXPECT_EQ(latest_of(redis, "local"), R"({"seq":5})");
  EXPECT_TRUE(connected(writer));
  EXPECT_TRUE(eventually(kPatience, [&] { return writer.state().error.empty(); }));
  EXPECT_EQ(writer.state().dropped_total, 0U);
}

TEST_F(RedisWriterOutageTest, EmptyRedisGetsEverythingBack) {
  RedisServer redis;
  RedisWriter writer(options_for(redis), {}, {});
  writer.submit(poll("local", at(0), 1));
  writer.submit(poll("local", at(2), 2));
  ASSERT_TRUE(history_is(redis, {1, 2}));
  redis.kill_hard();
  redis.delete_snapshot();
  redis.start();
  // The first turn after the restart meets the closed connection; nothing new has to be submitted
  // for the rest.
  writer.submit(poll("local", at(4), 3));
  EXPECT_TRUE(history_is(redis, {1, 2, 3}));
  EXPECT_EQ(latest_of(redis, "local"), R"({"seq":3})");
  EXPECT_EQ(redis.ask({"GET", "mediamtx:format"}).text, "2");
  EXPECT_GT(redis.ask({"PTTL", kOpenKey}).integer, 0);
}

TEST_F(RedisWriterOutageTest, LostConnectionDoublesNothing) {
  RedisServer redis;
  RedisWriter writer(options_for(redis), {}, {});
  writer.submit(poll("local", at(0), 1));
  ASSERT_TRUE(history_is(redis, {1}));
  redis.ask({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
  writer.submit(poll("local", at(2), 2));
  EXPECT_TRUE(history_is(redis, {1, 2}));
  EXPECT_TRUE(eventually(kPatience, [&] { return writer.state().error.empty(); }));
  EXPECT_EQ(writer.state().errors_total, 1U);  // the connection; refused repetitions do not count
}

TEST_F(RedisWriterOutageTest, RedisMayStartLater) {
  RedisServer redis;
  redis.kill_hard();
  RedisWriter writer(options_for(redis), {}, {});
  writer.submit(poll("local", at(0), 1));
  EXPECT_TRUE(says(writer, "cannot reach Redis at " + redis.address().socket_path));
  EXPECT_TRUE(says(writer, "start it or set --redis.url"));
  EXPECT_FALSE(writer.state().connected);
  redis.start();
  EXPECT_TRUE(history_is(redis, {1}));
  EXPECT_TRUE(connected(writer));
}

// It was polled before anybody knew what Redis holds of an earlier exporter.
TEST_F(RedisWriterOutageTest, SnapshotFromBeforeTheRestoreDoesNotReplaceWhatRedisHolds) {
  RedisServer redis;
  redis.ask({"HSET", "mediamtx:streams:latest", "local", R"({"seq":41})"});
  redis.freeze();
  Guarded<std::string> restored;
  RedisWriter writer(options_for(redis), {"local"}, [&](const FoundDocument& found) {
    restored.set(found.source + found.latest);
    return std::nullopt;
  });
  writer.submit(poll("local", at(0), 1));
  redis.thaw();
  ASSERT_TRUE(history_is(redis, {1}));
  EXPECT_EQ(restored.copy(), R"(local{"seq":41})");
  EXPECT_EQ(latest_of(redis, "local"), R"({"seq":41})");
  writer.submit(restored_from(1, poll("local", at(2), 42)));
  EXPECT_TRUE(written(writer, 1));
  EXPECT_EQ(latest_of(redis, "local"), R"({"seq":42})");
}

TEST_F(RedisWriterOutageTest, FrozenRedisNeverBlocksSubmit) {
  RedisServer redis;
  RedisWriter writer(options_for(redis), {}, {});
  writer.submit(poll("local", at(0), 0));
  ASSERT_TRUE(written(writer, 1));
  redis.freeze();
  int submitted = 0;
  // The state can only say so if the thread is in its time-out while we go on submitting.
  EXPECT_TRUE(eventually(kPatience, [&] {
    ++submitted;
    writer.submit(poll("local", start_ + std::chrono::milliseconds(submitted), submitted));
    return writer.state().error.find("did not answer within 500 ms") != std::string::npos;
  }));
  EXPECT_GT(submitted, 1);
  EXPECT_FALSE(writer.state().connected);
  redis.thaw();
  EXPECT_TRUE(connected(writer));
  EXPECT_TRUE(eventually(kPatience, [&] {
    const auto values = readers_in(redis);
    return values.back() == submitted;
  }));
}

// Waiting for one answer would take longer than the test may.
TEST_F(RedisWriterOutageTest, StopsWhileRedisIsFrozen) {
  RedisServer redis;
  auto options = options_for(redis);
  options.timeouts.command = std::chrono::minutes(10);
  const auto frozen_after = [&](std::uint64_t polls) {
    RedisWriter writer(options, {}, {});
    if (polls > 0) {
      writer.submit(poll("local", at(0), 1));
      ASSERT_TRUE(written(writer, 1));
    }
    redis.freeze();
    writer.submit(poll("local", at(2), 2));
  };
  frozen_after(1);  // in the middle of a session
  frozen_after(0);  // while it signs on
  redis.thaw();
  EXPECT_EQ(redis.ask({"PING"}).text, "PONG");
}

TEST_F(RedisWriterOutageTest, WrongPasswordIsNamedAndNeverPrinted) {
  RedisServer redis({"--requirepass", "correct"}, "correct");
  auto options = options_for(redis);
  options.address.password = "s3cret";
  RedisWriter writer(options, {}, {});
  EXPECT_TRUE(says(writer, "refused user or password"));
  EXPECT_THAT(writer.state().error, Not(HasSubstr("s3cret")));
  EXPECT_FALSE(writer.state().connected);
}

TEST_F(RedisWriterOutageTest, NewerFormatIsLeftAlone) {
  RedisServer redis;
  redis.ask({"SET", "mediamtx:format", "3"});
  RedisWriter writer(options_for(redis), {}, {});
  writer.submit(poll("local", at(0), 1));
  EXPECT_TRUE(says(writer, "holds data of format \"3\""));
  EXPECT_THAT(writer.state().error, HasSubstr("update it"));
  EXPECT_FALSE(writer.state().connected);
  EXPECT_EQ(redis.ask({"EXISTS", "mediamtx:streams:latest"}).integer, 0);
  redis.ask({"SET", "mediamtx:format", "2"});
  EXPECT_TRUE(written(writer, 1));
}

TEST_F(RedisWriterOutageTest, ReplicaIsAnErrorAndIsTriedAgain) {
  RedisServer redis;
  RedisWriter writer(options_for(redis), {}, {});
  writer.submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(writer, 1));
  redis.ask({"REPLICAOF", "127.0.0.1", "1"});  // nothing listens there: it just stops taking writes
  writer.submit(poll("local", at(2), 2));
  EXPECT_TRUE(says(writer, "READONLY"));
  redis.ask({"REPLICAOF", "NO", "ONE"});
  EXPECT_TRUE(history_is(redis, {1, 2}));
}

TEST_F(RedisWriterOutageTest, ForbiddenCommandIsNamed) {
  RedisServer redis;
  redis.ask({"ACL", "SETUSER", "writer", "on", ">pw", "~*", "&*", "+@all", "-xadd"});
  auto options = options_for(redis);
  options.address.user = "writer";
  options.address.password = "pw";
  RedisWriter writer(options, {}, {});
  writer.submit(poll("local", at(0), 1));
  EXPECT_TRUE(says(writer, "NOPERM"));
  EXPECT_THAT(writer.state().error, HasSubstr("XADD"));
  EXPECT_EQ(latest_of(redis, "local"), R"({"seq":1})");
}

}  // namespace
}  // namespace mtxmon
