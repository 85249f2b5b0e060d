// Events and ended connections in a real Redis.
#include "core/store/redis_store.h"
#include "core/store/update_listener.h"
#include "tests/integration/store/writer_fixture.h"

namespace mtxmon {
namespace {

class RedisWriterRecords : public WriterFixture {
 protected:
  static constexpr auto kEvents = "mediamtx:events:{local}";

  // A poll at `time` with one event.
  SourceWrite poll_with(int time, const std::string& id, const std::string& json,
                        const std::string& replaces = "") const {
    SourceWrite write = poll("local", at(time), time);
    write.records.push_back({kEvents, at(time), Record{id, replaces, json}});
    return write;
  }
  std::string id_at(int time) const {
    return std::to_string(at(time).time_since_epoch().count()) + "-0";
  }
  std::vector<std::string> events(RedisServer& redis) const {
    RedisStore store({.address = redis.address()});
    const auto records =
        store.records({RecordKind::Events, "local", at(-3600), at(3600), {}, 100}).value();
    std::vector<std::string> out;
    for (const StoredRecord& record : records) out.push_back(record.json);
    return out;
  }

  RedisServer redis_;
};

TEST_F(RedisWriterRecords, ComeBackNewestFirst) {
  RedisWriter writer(options_for(redis_), {}, nullptr);
  writer.submit(poll_with(1, id_at(1), "first"));
  writer.submit(poll_with(2, id_at(2), "second"));
  ASSERT_TRUE(eventually(kPatience, [&] { return events(redis_).size() == 2; }));
  EXPECT_EQ(events(redis_), (std::vector<std::string>{"second", "first"}));
  RedisStore store({.address = redis_.address()});
  EXPECT_TRUE(store.records({RecordKind::Sessions, "local", at(-9), at(9), {}, 9})->empty());
}

TEST_F(RedisWriterRecords, AreThereWhenTheNoticeComes) {
  UpdateListener listener({.address = redis_.address()});
  ASSERT_TRUE(listener.next(std::chrono::milliseconds(1)).ok());
  RedisWriter writer(options_for(redis_), {}, nullptr);
  writer.submit(poll_with(1, id_at(1), "first"));
  const auto notice = listener.next(kPatience);
  ASSERT_TRUE(notice.ok() && *notice);
  EXPECT_EQ(events(redis_), (std::vector<std::string>{"first"}));
}

TEST_F(RedisWriterRecords, AnEventThatGrowsStaysOneEntry) {
  RedisWriter writer(options_for(redis_), {}, nullptr);
  writer.submit(poll_with(1, id_at(1), "count 4"));
  writer.submit(poll_with(2, id_at(2), "count 5", id_at(1)));
  writer.submit(poll_with(3, id_at(3), "count 6", id_at(2)));
  EXPECT_TRUE(
      eventually(kPatience, [&] { return events(redis_) == std::vector<std::string>{"count 6"}; }));
}

TEST_F(RedisWriterRecords, AreWrittenOnceAlsoWhenRedisComesBackWithEverything) {
  const auto port = redis_.address();
  RedisWriter writer(options_for(redis_), {}, nullptr);
  writer.submit(poll_with(1, id_at(1), "first"));
  ASSERT_TRUE(written(writer, 1));
  redis_.ask({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
  writer.submit(poll_with(2, id_at(2), "second"));
  ASSERT_TRUE(eventually(kPatience, [&] { return events(redis_).size() == 2; }));
  EXPECT_TRUE(writer.state().error.empty()) << writer.state().error;
}

TEST_F(RedisWriterRecords, OldOnesGo) {
  RedisWriter::Options options = options_for(redis_);
  options.record_retention = std::chrono::seconds(100);
  RedisWriter writer(options, {}, nullptr);
  for (int i = 0; i < 300; ++i)  // Redis trims whole blocks
    writer.submit(poll_with(i - 1000, id_at(i - 1000), "old"));
  writer.submit(poll_with(1, id_at(1), "new"));
  ASSERT_TRUE(eventually(kPatience, [&] {
    const auto all = events(redis_);
    return !all.empty() && all.front() == "new" && all.size() < 200;
  }));
  EXPECT_GT(redis_.ask({"PTTL", kEvents}).integer, 0);
}

}  // namespace
}  // namespace mtxmon
