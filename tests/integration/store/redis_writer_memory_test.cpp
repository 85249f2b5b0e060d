// What a RedisWriter does when Redis has no memory left, or refuses one source only.
#include <gmock/gmock.h>

#include "core/store/update_listener.h"
#include "tests/integration/store/writer_fixture.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class RedisWriterMemoryTest : public WriterFixture {
 protected:
  // Everything that is published up to the first message with `last` in it.
  static std::vector<std::string> notices_until(UpdateListener& listener, const std::string& last) {
    std::vector<std::string> notices;
    EXPECT_TRUE(eventually(kPatience, [&] {
      auto message = listener.next(std::chrono::milliseconds(100));
      if (message.ok() && message->has_value()) notices.push_back(**message);
      return !notices.empty() && notices.back().find(last) != std::string::npos;
    }));
    return notices;
  }

  // Chunks of the last hour of one stream, as an exporter would have left them.
  void fill_history(const RedisServer& redis, std::size_t bytes = 1000) const {
    redis.ask({"HSET", "mediamtx:history:{local}:things", "stream:cam/front", "1 1"});
    const auto from = start_ - std::chrono::minutes(59);
    const std::string fill =
        "for i = 0, 3499 do redis.call('XADD', KEYS[1], string.format('%.0f', "
        "tonumber(ARGV[1]) + i * 1000) .. '-0', 'c', ARGV[2]) end return 1";
    redis.ask({"EVAL", fill, "1", kChunks, std::to_string(from.time_since_epoch().count()),
               std::string(bytes, 'x')});
  }

  static constexpr auto kChunks = "mediamtx:history:{local}:1:samples";
};

constexpr auto kEvents = "mediamtx:events:{local}";

TEST_F(RedisWriterMemoryTest, OutOfMemoryIsSaidToStateAndSubscribers) {
  RedisServer redis({"--maxmemory-policy", "noeviction"});
  UpdateListener listener({.address = redis.address()});
  ASSERT_TRUE(listener.next(kPatience).ok());
  RedisWriter writer(options_for(redis), {}, {});
  writer.submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(writer, 1));

  redis.ask({"CONFIG", "SET", "maxmemory", "100kb"});  // less than it uses already
  writer.submit(poll("local", at(2), 2));
  EXPECT_TRUE(says(
      writer, "Redis is out of memory (maxmemory 100.00K): raise maxmemory or shorten history"));
  EXPECT_TRUE(writer.state().connected);
  EXPECT_GE(writer.state().errors_total, 1U);
  redis.ask({"CONFIG", "SET", "maxmemory", "0"});
  writer.submit(poll("local", at(4), 3));
  EXPECT_TRUE(eventually(kPatience, [&] {
    return readers_in(redis) == std::vector<std::int64_t>{1, 2, 3};
  }));
  EXPECT_TRUE(eventually(kPatience, [&] { return writer.state().error.empty(); }));
  // A notice for each document that was stored, and none for the one that was not.
  const auto notices = notices_until(listener, R"("seq":3)");
  ASSERT_GE(notices.size(), 3U);
  EXPECT_EQ(notices.front(), R"({"type":"streams","node":"local","seq":1})");
  for (std::size_t i = 1; i + 1 < notices.size(); ++i) {
    EXPECT_THAT(notices[i],
                StartsWith(R"({"type":"error","node":"local","error":"Redis is out of memory)"));
  }
}

TEST_F(RedisWriterMemoryTest, LeaseIsKeptWhenOutOfMemory) {
  RedisServer redis({"--maxmemory-policy", "noeviction"});
  auto options = options_for(redis);
  options.take_leases = true;
  RedisWriter writer(options, {}, {});
  writer.submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(writer, 1));
  redis.ask({"CONFIG", "SET", "maxmemory", "100kb"});  // less than it uses already
  writer.submit(poll("local", at(2), 2));
  EXPECT_TRUE(says(writer, "out of memory"));
  EXPECT_TRUE(writer.state().leader["local"]);
}

TEST_F(RedisWriterMemoryTest, OldestHistoryMakesRoomForTheNewestDocument) {
  RedisServer redis({"--maxmemory-policy", "noeviction"});
  UpdateListener listener({.address = redis.address()});
  ASSERT_TRUE(listener.next(kPatience).ok());
  fill_history(redis);
  const auto before = redis.ask({"XLEN", kChunks}).integer;
  const auto newest = redis.ask({"XREVRANGE", kChunks, "+", "-", "COUNT", "1"}).items.at(0);
  auto options = options_for(redis);
  options.take_leases = true;
  RedisWriter writer(options, {}, {});
  ASSERT_TRUE(connected(writer));
  const auto used = std::stoll(redis.info("used_memory"));
  redis.ask({"CONFIG", "SET", "maxmemory", std::to_string(used - 50'000)});

  writer.submit(poll("local", at(0), 1));
  EXPECT_TRUE(written(writer, 1));
  EXPECT_EQ(latest_of(redis, "local"), R"({"seq":1})");
  EXPECT_TRUE(eventually(kPatience, [&] { return writer.state().trimmed_total > 0; }));
  const auto removed = writer.state().trimmed_total;
  EXPECT_EQ(writer.state().error, "");
  EXPECT_TRUE(writer.state().leader["local"]);
  // Not more than was needed, and the oldest.
  EXPECT_LT(removed, static_cast<std::uint64_t>(before) / 2);
  const auto entries = redis.ask({"XRANGE", kChunks, newest.items.at(0).text, "+"}).items;
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_THAT(notices_until(listener, R"("seq":1)"),
              ElementsAre(R"({"type":"streams","node":"local","seq":1})"));
}

// Some of its records fit in what is left, but not all of them, nor the document.
TEST_F(RedisWriterMemoryTest, ARecordThatWasTakenBeforeRoomWasMadeIsNoError) {
  RedisServer redis({"--maxmemory-policy", "noeviction"});
  fill_history(redis, 1500);  // a tenth of it is room enough
  RedisWriter writer(options_for(redis), {}, {});
  writer.submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(writer, 1));
  const auto used = std::stoll(redis.info("used_memory"));
  redis.ask({"CONFIG", "SET", "maxmemory", std::to_string(used + 100'000)});
  SourceWrite write = poll("local", at(2), 2);
  write.latest = std::make_shared<const std::string>(100'000, 'x');
  const std::string id = std::to_string(at(2).time_since_epoch().count());
  for (int i = 0; i < 6; ++i) {
    const Record record{id + "-" + std::to_string(i), "", std::string(20'000, 'x')};
    write.records.push_back({kEvents, at(2), record});
  }
  writer.submit(std::move(write));
  EXPECT_TRUE(written(writer, 2));
  EXPECT_GT(writer.state().trimmed_total, 0U);
  EXPECT_EQ(redis.ask({"XLEN", kEvents}).integer, 6);
  const auto errors = writer.state().errors_total;
  EXPECT_GT(errors, 0U);
  EXPECT_LT(errors, 6U) << "one for each that was refused for want of room, none for the others";
}

TEST_F(RedisWriterMemoryTest, NewestTenthOfTheHistoryStaysWhenNothingHelps) {
  RedisServer redis({"--maxmemory-policy", "noeviction"});
  fill_history(redis);
  RedisWriter writer(options_for(redis), {}, {});
  ASSERT_TRUE(connected(writer));
  redis.ask({"CONFIG", "SET", "maxmemory", "100kb"});
  std::uint64_t trimmed = 0;
  int same = 0;
  EXPECT_TRUE(eventually(kPatience, [&, step = 0]() mutable {
    ++step;
    writer.submit(poll("local", start_ + std::chrono::milliseconds(step), step));
    const auto now = writer.state().trimmed_total;
    same = now > 0 && now == trimmed ? same + 1 : 0;
    trimmed = now;
    return same > 50;
  }));
  EXPECT_TRUE(says(writer, "Redis is out of memory"));
  EXPECT_GT(redis.ask({"XLEN", kChunks}).integer, 100);
}

TEST_F(RedisWriterMemoryTest, ARefusedSourceIsSaidWithItsOwnErrorAndTheOthersGoOn) {
  RedisServer redis;
  redis.ask({"ACL", "SETUSER", "writer", "on", ">pw", "&*", "+@all", "~mediamtx:format",
             "~mediamtx:streams:*", "~mediamtx:history:*"});
  UpdateListener listener({.address = redis.address()});
  ASSERT_TRUE(listener.next(kPatience).ok());
  auto options = options_for(redis);
  options.address.user = "writer";
  options.address.password = "pw";
  RedisWriter writer(options, {}, {});
  auto host = poll("venue-a", at(0), 7);
  host.kind = SourceKind::Host;
  writer.submit(std::move(host));
  EXPECT_THAT(notices_until(listener, "venue-a"),
              ElementsAre(AllOf(StartsWith(R"({"type":"error","host":"venue-a","error":"HSET)"),
                                HasSubstr("NOPERM"))));
  writer.submit(poll("local", at(0), 1));
  EXPECT_EQ(notices_until(listener, "local").back(),
            R"({"type":"streams","node":"local","seq":1})");
}

}  // namespace
}  // namespace mtxmon
