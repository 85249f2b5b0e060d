#include <gmock/gmock.h>

#include "core/store/entry_id.h"
#include "core/store/update_listener.h"
#include "tests/integration/store/writer_fixture.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RedisWriterTest : public WriterFixture {
 protected:
  RedisServer redis_;
};

TEST_F(RedisWriterTest, WritesLatestNoticeAndHistory) {
  UpdateListener listener({.address = redis_.address()});
  ASSERT_TRUE(listener.next(kPatience).ok());
  ASSERT_TRUE(listener.connected());

  RedisWriter writer(options_for(redis_), {}, {});
  writer.submit(poll("local", at(0), 7));
  auto message = listener.next(kPatience);
  ASSERT_TRUE(message.ok() && message->has_value());
  EXPECT_EQ(**message, R"({"type":"streams","node":"local","seq":7})");
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":7})");

  ASSERT_TRUE(written(writer, 1));
  const auto entries = redis_.ask({"XRANGE", kOpenKey, "-", "+"}).items;
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].items[0].text, entry_id(at(0)));
  EXPECT_THAT(readers_in(redis_), ElementsAre(7));
  EXPECT_EQ(redis_.ask({"GET", "mediamtx:format"}).text, "2");

  const auto state = writer.state();
  EXPECT_TRUE(state.connected);
  EXPECT_EQ(state.error, "");
  EXPECT_EQ(state.errors_total, 0U);
  EXPECT_EQ(state.dropped_total, 0U);
  EXPECT_TRUE(state.leader.empty());
}

TEST_F(RedisWriterTest, HostsHaveTheirOwnHashAndNoLease) {
  auto options = options_for(redis_);
  options.take_leases = true;
  RedisWriter writer(options, {}, {});
  SourceWrite write;
  write.kind = SourceKind::Host;
  write.source = "venue-a";
  write.latest = std::make_shared<const std::string>(R"({"host":"venue-a"})");
  write.notice = R"({"type":"host","host":"venue-a"})";
  writer.submit(std::move(write));
  ASSERT_TRUE(written(writer, 1));
  EXPECT_EQ(redis_.ask({"HGET", "mediamtx:hosts:latest", "venue-a"}).text, R"({"host":"venue-a"})");
  EXPECT_TRUE(redis_.ask({"KEYS", "mediamtx:lease:*"}).items.empty());
}

TEST_F(RedisWriterTest, PrefixAndDatabaseAreUsed) {
  auto options = options_for(redis_);
  options.address.database = 3;
  options.key_prefix = "event7:";
  RedisWriter writer(options, {}, {});
  writer.submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(writer, 1));
  auto connection = redis_.connect();
  ASSERT_TRUE(connection.command({"SELECT", "3"}).ok());
  EXPECT_EQ(connection.command({"HGET", "event7:streams:latest", "local"})->text, R"({"seq":1})");
  EXPECT_EQ(redis_.ask({"EXISTS", "event7:streams:latest"}).integer, 0);
}

TEST_F(RedisWriterTest, RestoreSeesWhatRedisHolds) {
  redis_.ask({"HSET", "mediamtx:streams:latest", "local", "from before"});
  Guarded<std::vector<std::string>> seen;
  RedisWriter writer(options_for(redis_), {"local", "unknown"}, [&](const FoundDocument& found) {
    seen.lock()->push_back(found.source + "=" + found.latest);
    return std::nullopt;
  });
  ASSERT_TRUE(connected(writer));
  EXPECT_THAT(seen.copy(), ElementsAre("local=from before"));
}

TEST_F(RedisWriterTest, ClockStepBackIsSaidAndEnds) {
  RedisWriter writer(options_for(redis_), {}, {});
  writer.submit(poll("local", at(10), 1));
  ASSERT_TRUE(written(writer, 1));
  writer.submit(poll("local", at(5), 2));
  EXPECT_TRUE(says(writer, "did the clock go back?"));
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":2})");
  writer.submit(poll("local", at(11), 3));
  EXPECT_TRUE(eventually(kPatience, [&] { return writer.state().error.empty(); }));
  EXPECT_THAT(readers_in(redis_), ElementsAre(1, 3));
  EXPECT_EQ(writer.state().errors_total, 1U);
}

TEST_F(RedisWriterTest, OneForeignKeyHidesNothingElse) {
  redis_.ask({"SET", kOpenKey, "not a stream"});
  RedisWriter writer(options_for(redis_), {}, {});
  writer.submit(poll("local", at(0), 1));
  ASSERT_TRUE(says(writer, "WRONGTYPE"));
  EXPECT_THAT(writer.state().error, HasSubstr(kOpenKey));
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":1})");
  writer.submit(poll("edge", at(0), 2));
  EXPECT_TRUE(eventually(kPatience, [&] { return writer.state().error.empty(); }));
  EXPECT_THAT(readers_in(redis_, "edge"), ElementsAre(2));
}

TEST_F(RedisWriterTest, DestructorWritesWhatIsPending) {
  for (int i = 0; i < 20; ++i) {
    RedisWriter writer(options_for(redis_), {}, {});
    writer.submit(poll("local", at(i), i));
  }
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":19})");
  EXPECT_EQ(readers_in(redis_).size(), 20U);
}

TEST_F(RedisWriterTest, HandsOnWhatTheHostsSaidLast) {
  Guarded<std::vector<std::string>> heard;
  auto options = options_for(redis_);
  options.hosts = {"absent", "venue-a"};
  options.on_host = [&](const std::string& host, const std::string& latest) {
    heard.lock()->push_back(host + " " + latest);
  };
  redis_.ask({"HSET", "mediamtx:hosts:latest", "venue-a", R"({"seq":1})", "other", "{}"});
  RedisWriter writer(options, {}, {});
  writer.submit(poll("local", at(0), 1));
  ASSERT_TRUE(eventually(kPatience, [&] { return !heard.copy().empty(); }));
  EXPECT_THAT(heard.copy(), testing::Each(R"(venue-a {"seq":1})"));
  redis_.ask({"HSET", "mediamtx:hosts:latest", "venue-a", R"({"seq":2})"});
  writer.submit(poll("local", at(2), 2));
  EXPECT_TRUE(eventually(kPatience, [&] { return heard.copy().back() == R"(venue-a {"seq":2})"; }));
}

}  // namespace
}  // namespace mtxmon
