#include <optional>

#include <gmock/gmock.h>

#include "tests/integration/store/writer_fixture.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RedisWriterLeaseTest : public WriterFixture {
 protected:
  std::unique_ptr<RedisWriter> exporter(std::chrono::milliseconds lease = std::chrono::minutes(10),
                                        RedisWriter::Restore restore = {}) {
    auto options = options_for(redis_);
    options.take_leases = true;
    options.lease = lease;
    return std::make_unique<RedisWriter>(options, std::vector<std::string>{}, std::move(restore));
  }

  static bool leads(const RedisWriter& writer, const std::string& node, bool expected) {
    return eventually(kPatience, [&] {
      const auto leader = writer.state().leader;
      const auto found = leader.find(node);
      return found != leader.end() && found->second == expected;
    });
  }

  RedisServer redis_;
};

TEST_F(RedisWriterLeaseTest, FirstOneLeadsTheOtherStandsBy) {
  const auto first = exporter();
  first->submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(*first, 1));
  EXPECT_TRUE(leads(*first, "local", true));
  EXPECT_THAT(redis_.ask({"GET", "mediamtx:lease:{local}"}).text,
              HasSubstr("mediamtx-exporter:writer"));
  EXPECT_GT(redis_.ask({"PTTL", "mediamtx:lease:{local}"}).integer, 0);

  const auto second = exporter();
  second->submit(poll("local", at(1), 100));
  second->submit(poll("other", at(1), 101));
  EXPECT_TRUE(leads(*second, "local", false));
  EXPECT_TRUE(leads(*second, "other", true));
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":1})");
  EXPECT_EQ(latest_of(redis_, "other"), R"({"seq":101})");
  EXPECT_THAT(readers_in(redis_, kHistoryKey), ElementsAre("1"));
  EXPECT_EQ(second->state().error, "");
}

// Killed, it could not give its lease back; started again under the same name it need not wait for
// it to run out.
TEST_F(RedisWriterLeaseTest, OneThatIsStartedAgainHasItsOldLeaseAtOnce) {
  redis_.ask({"SET", "mediamtx:lease:{local}", "exporter@venue/127.0.0.1:9972", "PX", "600000"});
  auto options = options_for(redis_);
  options.take_leases = true;
  options.lease_owner = "exporter@venue/127.0.0.1:9973";
  RedisWriter other(options, {}, {});
  other.submit(poll("local", at(0), 1));
  EXPECT_TRUE(leads(other, "local", false));
  options.lease_owner = "exporter@venue/127.0.0.1:9972";
  RedisWriter again(options, {}, {});
  again.submit(poll("local", at(0), 2));
  EXPECT_TRUE(leads(again, "local", true));
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":2})");
}

TEST_F(RedisWriterLeaseTest, OrderlyEndHandsOverAtOnceAndRestores) {
  auto first = exporter();
  first->submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(*first, 1));

  Guarded<std::string> restored;
  const auto second =
      exporter(std::chrono::minutes(10),
               [&](const std::string& source, const std::string& latest, bool /*ours*/) {
                 restored.set(source + "=" + latest);
                 return std::nullopt;
               });
  second->submit(poll("local", at(1), 2));
  ASSERT_TRUE(leads(*second, "local", false));
  EXPECT_EQ(restored.copy(), "");

  first.reset();
  EXPECT_EQ(redis_.ask({"EXISTS", "mediamtx:lease:{local}"}).integer, 0);
  second->submit(poll("local", at(2), 3));
  EXPECT_TRUE(leads(*second, "local", true));
  EXPECT_EQ(restored.copy(), R"(local={"seq":1})");
  // Also what it saw while it stood by: nobody else has written these times.
  EXPECT_TRUE(eventually(kPatience, [&] {
    return readers_in(redis_, kHistoryKey) == std::vector<std::string>{"1", "2", "3"};
  }));
  EXPECT_EQ(second->state().error, "");
  EXPECT_EQ(second->state().errors_total, 0U);
}

// It was polled before anybody knew of the other's numbering and vanished streams.
TEST_F(RedisWriterLeaseTest, SnapshotFromBeforeTheTakeOverDoesNotReplaceTheOthers) {
  auto first = exporter();
  first->submit(poll("local", at(0), 41));
  ASSERT_TRUE(written(*first, 1));
  const auto second = exporter(std::chrono::minutes(10),
                               [](const auto&, const auto&, bool) { return std::nullopt; });
  second->submit(poll("local", at(1), 1));
  ASSERT_TRUE(leads(*second, "local", false));
  first.reset();

  second->submit(poll("local", at(2), 2));
  ASSERT_TRUE(leads(*second, "local", true));
  ASSERT_TRUE(eventually(kPatience, [&] { return readers_in(redis_, kHistoryKey).size() == 3; }));
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":41})");
  second->submit(poll("local", at(3), 42));
  EXPECT_TRUE(written(*second, 1));
  EXPECT_EQ(latest_of(redis_, "local"), R"({"seq":42})");
}

TEST_F(RedisWriterLeaseTest, SilentLeaderLosesItsLease) {
  const auto first = exporter(std::chrono::milliseconds(50));
  first->submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(*first, 1));
  const auto second = exporter();
  EXPECT_TRUE(eventually(kPatience, [&, step = 1]() mutable {
    ++step;
    second->submit(poll("local", at(step), step));
    return second->state().leader["local"];
  }));
  first->submit(poll("local", at(0), 99));
  EXPECT_TRUE(leads(*first, "local", false));
  EXPECT_NE(latest_of(redis_, "local"), R"({"seq":99})");
}

TEST_F(RedisWriterLeaseTest, EndingStandbyLeavesTheLeaseAlone) {
  const auto first = exporter();
  first->submit(poll("local", at(0), 1));
  ASSERT_TRUE(written(*first, 1));
  const auto holder = redis_.ask({"GET", "mediamtx:lease:{local}"}).text;
  {
    const auto second = exporter();
    second->submit(poll("local", at(1), 2));
    ASSERT_TRUE(leads(*second, "local", false));
  }
  EXPECT_EQ(redis_.ask({"GET", "mediamtx:lease:{local}"}).text, holder);
}

// Two exporters of one node: what both saw is told once, what only one could tell is told.
class RedisWriterTakeOver : public RedisWriterLeaseTest {
 protected:
  // Its documents say until when they have seen: {"seen":MILLISECONDS}. A record's first word is
  // what it tells.
  std::unique_ptr<RedisWriter> watcher() {
    auto options = options_for(redis_);
    options.take_leases = true;
    options.lease = std::chrono::seconds(14);
    options.record_identity = [](const std::string& json) {
      return json.substr(0, json.find(' '));
    };
    return std::make_unique<RedisWriter>(
        options, std::vector<std::string>{"local"},
        [](const std::string&, const std::string& latest,
           bool /*ours*/) -> std::optional<WallTime> {
          return WallTime(Milliseconds(std::stoll(latest.substr(latest.find(':') + 1))));
        });
  }
  static SourceWrite saw(WallTime time, const std::vector<std::string>& events) {
    SourceWrite write = poll("local", time, 1);
    const auto id = std::to_string(time.time_since_epoch().count());
    write.latest = std::make_shared<const std::string>("{\"seen\":" + id + "}");
    for (std::size_t i = 0; i < events.size(); ++i)
      write.history.push_back(
          {kEvents, {time, {}}, Record{id + "-" + std::to_string(i), "", events[i]}});
    return write;
  }
  WallTime ms(int milliseconds) const { return start_ + Milliseconds(milliseconds); }
  std::vector<std::string> told() {
    std::vector<std::string> values;
    for (const auto& entry : redis_.ask({"XRANGE", kEvents, "-", "+"}).items)
      values.push_back(entry.items.at(1).items.at(1).text);
    return values;
  }
  static constexpr auto kEvents = "mediamtx:events:{local}";
};

TEST_F(RedisWriterTakeOver, AChangeThatBothSawIsToldOnce) {
  auto first = watcher();
  first->submit(saw(ms(0), {}));
  ASSERT_TRUE(written(*first, 1));
  auto second = watcher();
  second->submit(saw(ms(500), {}));
  ASSERT_TRUE(leads(*second, "local", false));
  first->submit(saw(ms(2000), {"down by first"}));
  second->submit(saw(ms(2500), {"down by second"}));
  first->submit(saw(ms(4000), {"up by first"}));
  ASSERT_TRUE(eventually(kPatience, [&] { return told().size() == 2; }));
  first.reset();  // between its poll and that of the other, which saw the change later
  second->submit(saw(ms(4500), {"up by second"}));
  second->submit(saw(ms(6500), {"down again"}));
  ASSERT_TRUE(leads(*second, "local", true));
  second->submit(saw(ms(8500), {"up again"}));
  ASSERT_TRUE(eventually(kPatience, [&] { return told().size() >= 4; }));
  EXPECT_THAT(told(), ElementsAre("down by first", "up by first", "down again", "up again"));
  EXPECT_EQ(second->state().error, "");
}

TEST_F(RedisWriterTakeOver, WhatTheOtherDidNotLiveToTellIsTold) {
  auto first = watcher();
  first->submit(saw(ms(0), {"up by first"}));
  ASSERT_TRUE(written(*first, 1));
  auto second = watcher();
  second->submit(saw(ms(500), {}));
  ASSERT_TRUE(leads(*second, "local", false));
  redis_.ask({"DEL", "mediamtx:lease:{local}"});  // it was killed after ms(0)
  second->submit(saw(ms(2500), {"down by second"}));
  ASSERT_TRUE(leads(*second, "local", true));
  ASSERT_TRUE(eventually(kPatience, [&] { return told().size() == 2; }));
  EXPECT_THAT(told(), ElementsAre("up by first", "down by second"));
}

TEST_F(RedisWriterTakeOver, WhatHappensAgainSoonAfterARestartIsToldAgain) {
  {
    const auto before = watcher();
    before->submit(saw(ms(0), {"down at first"}));
    before->submit(saw(ms(2000), {"up at first"}));
    ASSERT_TRUE(eventually(kPatience, [&] { return told().size() == 2; }));
  }
  const auto again = watcher();
  ASSERT_TRUE(connected(*again));
  again->submit(saw(ms(4000), {}));
  again->submit(saw(ms(6000), {"down once more"}));
  again->submit(saw(ms(8000), {"up once more"}));
  ASSERT_TRUE(eventually(kPatience, [&] { return told().size() >= 4; }));
  EXPECT_THAT(told(),
              ElementsAre("down at first", "up at first", "down once more", "up once more"));
}

TEST_F(RedisWriterTakeOver, WhatOnlyTheStandbySawInTimesOfTheOtherIsNotAdded) {
  auto first = watcher();
  first->submit(saw(ms(0), {}));
  ASSERT_TRUE(written(*first, 1));
  auto second = watcher();
  second->submit(saw(ms(500), {"api_down by second"}));
  ASSERT_TRUE(leads(*second, "local", false));
  first->submit(saw(ms(2000), {}));
  ASSERT_TRUE(written(*first, 2));
  first.reset();
  second->submit(saw(ms(2500), {"down by second"}));
  ASSERT_TRUE(leads(*second, "local", true));
  ASSERT_TRUE(eventually(kPatience, [&] { return !told().empty(); }));
  EXPECT_THAT(told(), ElementsAre("down by second"));
}

// The standby lost Redis, too, so that its new connection finds the lease free.
TEST_F(RedisWriterTakeOver, AStandbyThatConnectsAgainAddsNothingTwice) {
  auto first = watcher();
  first->submit(saw(ms(0), {}));
  ASSERT_TRUE(written(*first, 1));
  auto second = watcher();
  second->submit(saw(ms(500), {}));
  ASSERT_TRUE(leads(*second, "local", false));
  first->submit(saw(ms(2000), {"down by first"}));
  ASSERT_TRUE(written(*first, 2));
  second->submit(saw(ms(2100), {"down by second"}));
  first.reset();
  redis_.ask({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
  second->submit(saw(ms(3900), {"up by second"}));
  ASSERT_TRUE(eventually(kPatience, [&] { return told().size() >= 2; }));
  EXPECT_THAT(told(), ElementsAre("down by first", "up by second"));
}

TEST_F(RedisWriterTakeOver, ARecordWhoseDocumentWasNeverWrittenIsNotToldAgain) {
  {
    const auto first = watcher();
    first->submit(saw(ms(0), {}));
    ASSERT_TRUE(written(*first, 1));
  }
  redis_.ask({"XADD", kEvents, std::to_string(ms(2000).time_since_epoch().count()) + "-0", "json",
              "down by first"});  // the last that it did
  const auto again = watcher();
  ASSERT_TRUE(connected(*again));
  again->submit(saw(ms(40'000), {"down by the next", "joined by the next"}));
  ASSERT_TRUE(eventually(kPatience, [&] { return told().size() >= 2; }));
  EXPECT_THAT(told(), ElementsAre("down by first", "joined by the next"));
}

}  // namespace
}  // namespace mtxmon
