#include <optional>

#include <gmock/gmock.h>

#include "tests/integration/store/writer_fixture.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;

// Two exporters of one node: what both saw is told once, what only one could tell is told.
class RedisWriterTakeOver : public WriterFixture {
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
    return std::make_unique<RedisWriter>(options, std::vector<std::string>{"local"},
                                         [](const FoundDocument& found) -> std::optional<WallTime> {
                                           const auto seen =
                                               found.latest.substr(found.latest.find(':') + 1);
                                           return WallTime(Milliseconds(std::stoll(seen)));
                                         });
  }
  static SourceWrite saw(WallTime time, const std::vector<std::string>& events) {
    SourceWrite write = poll("local", time, 1);
    const auto id = std::to_string(time.time_since_epoch().count());
    write.latest = std::make_shared<const std::string>("{\"seen\":" + id + "}");
    for (std::size_t i = 0; i < events.size(); ++i)
      write.records.push_back({kEvents, time, Record{id + "-" + std::to_string(i), "", events[i]}});
    return write;
  }
  WallTime ms(int milliseconds) const { return start_ + Milliseconds(milliseconds); }
  std::vector<std::string> told() {
    std::vector<std::string> values;
    for (const auto& entry : redis_.ask({"XRANGE", kEvents, "-", "+"}).items)
      values.push_back(entry.items.at(1).items.at(1).text);
    return values;
  }
  // The first leads and has seen the time 0, the second stands by since half a second later.
  void start_both(const std::vector<std::string>& seen_by_first,
                  const std::vector<std::string>& seen_by_second) {
    first_ = watcher();
    first_->submit(saw(ms(0), seen_by_first));
    ASSERT_TRUE(written(*first_, 1));
    second_ = watcher();
    second_->submit(saw(ms(500), seen_by_second));
    ASSERT_TRUE(leads(*second_, "local", false));
  }

  static constexpr auto kEvents = "mediamtx:events:{local}";
  RedisServer redis_;
  std::unique_ptr<RedisWriter> first_, second_;
};

TEST_F(RedisWriterTakeOver, AChangeThatBothSawIsToldOnce) {
  ASSERT_NO_FATAL_FAILURE(start_both({}, {}));
  first_->submit(saw(ms(2000), {"down by first"}));
  second_->submit(saw(ms(2500), {"down by second"}));
  first_->submit(saw(ms(4000), {"up by first"}));
  ASSERT_TRUE(eventually(kPatience, [&] { return told().size() == 2; }));
  first_.reset();  // between its poll and that of the other, which saw the change later
  second_->submit(saw(ms(4500), {"up by second"}));
  second_->submit(saw(ms(6500), {"down again"}));
  ASSERT_TRUE(leads(*second_, "local", true));
  second_->submit(saw(ms(8500), {"up again"}));
  ASSERT_TRUE(eventually(kPatience, [&] { return told().size() >= 4; }));
  EXPECT_THAT(told(), ElementsAre("down by first", "up by first", "down again", "up again"));
  EXPECT_EQ(second_->state().error, "");
}

TEST_F(RedisWriterTakeOver, WhatTheOtherDidNotLiveToTellIsTold) {
  ASSERT_NO_FATAL_FAILURE(start_both({"up by first"}, {}));
  redis_.ask({"DEL", "mediamtx:lease:{local}"});  // it was killed after ms(0)
  second_->submit(saw(ms(2500), {"down by second"}));
  ASSERT_TRUE(leads(*second_, "local", true));
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

// Redis is slow: the exporter polls before the writer has looked at what is told.
TEST_F(RedisWriterTakeOver, WhatHappensAgainIsToldAgainAlsoWhenThePollsAreAheadOfTheWriter) {
  {
    const auto before = watcher();
    before->submit(saw(ms(0), {"down at first"}));
    ASSERT_TRUE(eventually(kPatience, [&] { return told().size() == 1; }));
  }
  redis_.freeze();
  const auto again = watcher();
  again->submit(saw(ms(4000), {}));
  again->submit(saw(ms(6000), {"down once more"}));
  redis_.thaw();
  ASSERT_TRUE(connected(*again));
  again->submit(saw(ms(8000), {"up once more"}));
  ASSERT_TRUE(
      eventually(kPatience, [&] { return !told().empty() && told().back() == "up once more"; }));
  EXPECT_THAT(told(), ElementsAre("down at first", "down once more", "up once more"));
}

TEST_F(RedisWriterTakeOver, WhatOnlyTheStandbySawInTimesOfTheOtherIsNotAdded) {
  ASSERT_NO_FATAL_FAILURE(start_both({}, {"api_down by second"}));
  first_->submit(saw(ms(2000), {}));
  ASSERT_TRUE(written(*first_, 2));
  first_.reset();
  second_->submit(saw(ms(2500), {"down by second"}));
  ASSERT_TRUE(leads(*second_, "local", true));
  ASSERT_TRUE(eventually(kPatience, [&] { return !told().empty(); }));
  EXPECT_THAT(told(), ElementsAre("down by second"));
}

// The standby lost Redis, too, so that its new connection finds the lease free.
TEST_F(RedisWriterTakeOver, AStandbyThatConnectsAgainAddsNothingTwice) {
  ASSERT_NO_FATAL_FAILURE(start_both({}, {}));
  first_->submit(saw(ms(2000), {"down by first"}));
  ASSERT_TRUE(written(*first_, 2));
  second_->submit(saw(ms(2100), {"down by second"}));
  first_.reset();
  redis_.ask({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
  second_->submit(saw(ms(3900), {"up by second"}));
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
