// Records of problems in a real Redis: in one stream for all nodes, each told once.
#include <future>

#include <gmock/gmock.h>

#include "core/store/redis_connection.h"
#include "tests/integration/store/writer_fixture.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;

class RedisWriterProblems : public WriterFixture {
 protected:
  static constexpr auto kProblems = "mediamtx:problems";

  SourceWrite poll_with(const std::string& node, int time, const std::string& json) const {
    SourceWrite write = poll(node, at(time), time);
    write.problems = {{std::to_string(at(time).time_since_epoch().count()) + "-0", "", json}};
    return write;
  }
  static std::vector<std::string> told(const RedisServer& redis) {
    std::vector<std::string> records;
    for (const auto& entry : redis.ask({"XRANGE", kProblems, "-", "+"}).items)
      records.push_back(entry.items.at(1).items.at(1).text);
    return records;
  }
  static bool comes(const RedisServer& redis, std::size_t count) {
    return eventually(kPatience, [&] { return told(redis).size() >= count; });
  }

  RedisServer redis_;
};

TEST_F(RedisWriterProblems, OfAllNodesGoIntoOneStreamWhateverTheirClocksSay) {
  RedisWriter writer(options_for(redis_), {}, nullptr);
  writer.submit(poll_with("a", 10, "a began"));
  ASSERT_TRUE(comes(redis_, 1));
  writer.submit(poll_with("b", 5, "b began"));
  ASSERT_TRUE(comes(redis_, 2));
  writer.submit(poll_with("a", 12, "a ended"));
  ASSERT_TRUE(comes(redis_, 3));
  EXPECT_THAT(told(redis_), ElementsAre("a began", "b began", "a ended"));
  EXPECT_EQ(writer.state().error, "");
  EXPECT_GT(redis_.ask({"PTTL", kProblems}).integer, 0);
}

TEST_F(RedisWriterProblems, ArePublishedToo) {
  auto listener = RedisConnection::open(redis_.address(), {}, "listener");
  ASSERT_TRUE(listener.ok());
  ASSERT_TRUE(listener->send({"SUBSCRIBE", kProblems}).ok());
  ASSERT_TRUE(listener->next_message(kPatience)->has_value());  // it is subscribed
  RedisWriter writer(options_for(redis_), {}, nullptr);
  writer.submit(poll_with("local", 1, "began"));
  const auto message = listener->next_message(kPatience);
  ASSERT_TRUE(message.ok() && message->has_value());
  EXPECT_EQ((*message)->items.at(2).text, "began");
}

TEST_F(RedisWriterProblems, AreToldBeforeTheDocumentThatNamesThem) {
  auto listener = RedisConnection::open(redis_.address(), {}, "listener");
  ASSERT_TRUE(listener.ok());
  ASSERT_TRUE(listener->send({"PSUBSCRIBE", "mediamtx:*"}).ok());
  ASSERT_TRUE(listener->next_message(kPatience)->has_value());  // it is subscribed
  RedisWriter writer(options_for(redis_), {}, nullptr);
  writer.submit(poll_with("local", 1, "began"));
  for (const std::string channel : {"mediamtx:problems", "mediamtx:updates"}) {
    const auto message = listener->next_message(kPatience);
    ASSERT_TRUE(message.ok() && message->has_value());
    EXPECT_EQ((*message)->items.at(2).text, channel);
  }
}

TEST_F(RedisWriterProblems, AreToldOnceAlsoWhenRedisComesBackWithEverything) {
  RedisWriter writer(options_for(redis_), {}, nullptr);
  writer.submit(poll_with("local", 1, "first"));
  ASSERT_TRUE(comes(redis_, 1));
  redis_.ask({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
  writer.submit(poll_with("local", 2, "second"));
  ASSERT_TRUE(comes(redis_, 2));
  EXPECT_THAT(told(redis_), ElementsAre("first", "second"));
  EXPECT_EQ(writer.state().error, "");
}

TEST_F(RedisWriterProblems, OfAClockThatWentBackAreRefusedAndThatIsSaid) {
  RedisWriter writer(options_for(redis_), {}, nullptr);
  writer.submit(poll_with("local", 10, "first"));
  ASSERT_TRUE(comes(redis_, 1));
  writer.submit(poll_with("local", 5, "second"));
  EXPECT_TRUE(says(writer, "did the clock go back"));
  EXPECT_THAT(told(redis_), ElementsAre("first"));
}

TEST_F(RedisWriterProblems, WaitForRoomInAFullRedisAndKeepTheirOrder) {
  RedisWriter writer(options_for(redis_), {}, nullptr);
  writer.submit(poll_with("local", 1, "first"));
  ASSERT_TRUE(comes(redis_, 1));
  redis_.ask({"CONFIG", "SET", "maxmemory", "1"});
  SourceWrite write = poll_with("local", 2, "second");
  write.problems.push_back({std::to_string(at(2).time_since_epoch().count()) + "-1", "", "third"});
  writer.submit(write);
  ASSERT_TRUE(says(writer, "out of memory"));
  redis_.ask({"CONFIG", "SET", "maxmemory", "0"});
  writer.submit(poll_with("local", 3, "fourth"));
  ASSERT_TRUE(comes(redis_, 4));
  EXPECT_THAT(told(redis_), ElementsAre("first", "second", "third", "fourth"));
}

TEST_F(RedisWriterProblems, OfAStandbyAreNotToldWhenItTakesOver) {
  auto options = options_for(redis_);
  options.take_leases = true;
  options.lease = std::chrono::minutes(10);
  auto first = std::make_unique<RedisWriter>(options, std::vector<std::string>{}, nullptr);
  first->submit(poll_with("local", 1, "told by the first"));
  ASSERT_TRUE(comes(redis_, 1));
  Guarded<std::string> restored;
  RedisWriter second(options, {}, [&](const FoundDocument& found) {
    restored.set(found.source + (found.ours ? " ours" : " of another"));
    return std::nullopt;
  });
  second.submit(poll_with("local", 2, "seen by the standby, too"));
  ASSERT_TRUE(eventually(kPatience, [&] {
    const auto leader = second.state().leader;
    return leader.contains("local") && !leader.at("local");
  }));
  first.reset();
  second.submit(poll_with("local", 3, "seen before it knew"));
  ASSERT_TRUE(eventually(kPatience, [&] { return second.state().leader.at("local"); }));
  EXPECT_EQ(restored.copy(), "local of another");
  second.submit(restored_from(1, poll_with("local", 4, "told by the second")));
  ASSERT_TRUE(comes(redis_, 2));
  EXPECT_THAT(told(redis_), ElementsAre("told by the first", "told by the second"));
}

// The exporter polls while the writer connects: what a poll has taken up, it goes on from.
TEST_F(RedisWriterProblems, OfAPollThatComesWhileTheWriterConnectsAreToldWhenItKnowsTheOthers) {
  redis_.ask({"HSET", "mediamtx:streams:latest", "local", "by another"});
  std::promise<RedisWriter*> made;
  RedisWriter writer(options_for(redis_), {"local"}, [&](const FoundDocument& found) {
    RedisWriter& itself = *made.get_future().get();
    itself.submit(poll_with("local", 1, "by a poll from before"));
    itself.submit(restored_from(found.number, poll_with("local", 2, "by one that knows")));
    return std::nullopt;
  });
  made.set_value(&writer);
  EXPECT_TRUE(written(writer, 1));
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":2})");
  EXPECT_THAT(told(redis_), ElementsAre("by one that knows"));
}

TEST_F(RedisWriterProblems, OfAPollThatWasUnderWayWhileTheWriterConnectedAreNotTold) {
  redis_.ask({"HSET", "mediamtx:streams:latest", "local", "by another"});
  RedisWriter writer(options_for(redis_), {"local"},
                     [](const FoundDocument&) { return std::nullopt; });
  ASSERT_TRUE(connected(writer));
  writer.submit(poll_with("local", 1, "by a poll from before"));
  writer.submit(restored_from(1, poll_with("local", 2, "by one that knows")));
  EXPECT_TRUE(written(writer, 1));
  EXPECT_THAT(told(redis_), ElementsAre("by one that knows"));
}

}  // namespace
}  // namespace mtxmon
