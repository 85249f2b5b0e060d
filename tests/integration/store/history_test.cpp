// What goes into the history comes out of Redis again: over windows, tiers, kills, names and ages.
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/aggregate.h"
#include "core/history/thing.h"
#include "core/store/entry_id.h"
#include "core/store/history_writer.h"
#include "core/store/redis_store.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_fixture.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Values = std::map<std::string, std::optional<std::uint64_t>>;  // readers by thing

class HistoryTest : public testing::Test {
 protected:
  static constexpr std::int64_t kStart = 1'800'000'000'000;  // a whole hour
  static constexpr std::uint16_t kReaders = 6;
  static constexpr std::int64_t kMinute = 60'000;
  static constexpr std::int64_t kHour = 60 * kMinute;
  static constexpr std::int64_t kDay = 24 * kHour;

  static HistoryPoll poll_of(std::int64_t time_ms, const Values& values) {
    HistoryPollBuilder poll;
    for (const auto& [thing, readers] : values) {
      poll.begin(thing);
      poll.set(series_named("readers"), readers);
    }
    return poll.finish(WallTime(Milliseconds(time_ms)));
  }

  // True when Redis took it. What it refused is in refusals_.
  bool write(std::int64_t time_ms, const Values& values, bool replay = false) {
    if (!writer_) start_writer();
    const auto written = writer_->write(*connection_, SourceKind::Node, "local",
                                        poll_of(time_ms, values), replay, noting());
    EXPECT_TRUE(written.ok()) << (written ? "" : written.error().message);
    return written.ok() && *written;
  }
  NoteRefusal noting() {
    return [this](std::string_view command, const std::string& reply) {
      refusals_.push_back(std::string(command) + " " + reply);
      return Status();
    };
  }
  // As a writer that is killed and one that is started after it.
  void start_writer() {
    writer_.emplace(Keys("mediamtx:"), retention_);
    connection_.emplace(redis_.connect());
  }

  HistoryTable read(const std::string& thing, Tier tier = Tier::Samples, std::int64_t from_ms = 0,
                    std::int64_t to_ms = kStart + 90 * kDay) {
    RedisStore store({.address = redis_.address()});
    const auto rows = store.history({.source = "local",
                                     .thing = thing,
                                     .tier = tier,
                                     .from = WallTime(Milliseconds(from_ms)),
                                     .to = WallTime(Milliseconds(to_ms))});
    EXPECT_TRUE(rows.ok());
    return rows ? *rows : HistoryTable();
  }
  std::vector<std::int64_t> readers(const std::string& thing, Tier tier = Tier::Samples) {
    const auto rows = read(thing, tier);
    const auto* column = rows.find({kReaders});
    return column == nullptr ? std::vector<std::int64_t>() : column->values;
  }
  // Tables are long: only what differs is shown.
  static void expect_same(const HistoryTable& got, const HistoryTable& expected) {
    EXPECT_EQ(got.keys, expected.keys);
    ASSERT_EQ(got.columns.size(), expected.columns.size());
    for (std::size_t i = 0; i < got.columns.size(); ++i) {
      SCOPED_TRACE(got.columns[i].id.series);
      EXPECT_EQ(got.columns[i].id, expected.columns[i].id);
      EXPECT_EQ(got.columns[i].values, expected.columns[i].values);
    }
  }
  long long length(const std::string& key) { return redis_.ask({"XLEN", key}).integer; }

  RedisServer redis_;
  TierRetention retention_;
  std::optional<RedisConnection> connection_;
  std::optional<HistoryWriter> writer_;
  std::vector<std::string> refusals_;
};

// Random things that come and go, gaps and writers that are killed.
TEST_F(HistoryTest, WhatGoesInComesOut) {
  std::mt19937 random(7);  // NOLINT: the same every time
  const std::vector<std::string> things = {"node", stream_thing("a"), stream_thing("<img src=x>"),
                                           stream_thing(std::string("\0\xFF{}:", 5)),
                                           connection_thing("srt", "1")};
  std::map<std::string, HistoryTable> expected;
  std::int64_t time = kStart + 17'001;
  for (int i = 0; i < 700; ++i) {
    time += random() % 40 == 0 ? 47'000 : 1'990 + static_cast<std::int64_t>(random() % 20);
    if (random() % 50 == 0) start_writer();
    Values values;
    for (const auto& thing : things) {
      if (random() % 4 == 0) continue;
      const auto value = random() % 100'000;
      values[thing] = value;
      const HistoryCell cell{{kReaders}, static_cast<std::int64_t>(value)};
      ASSERT_TRUE(append_row(expected[thing], time, {&cell, 1}));
    }
    ASSERT_TRUE(write(time, values));
  }
  for (const auto& [thing, rows] : expected) {
    if (is_connection(thing)) continue;  // is trimmed like the others, but has no other tier
    SCOPED_TRACE(thing);
    EXPECT_EQ(slice_rows(read(thing), kStart, time + 1), rows);
    const auto ten_seconds = aggregate(rows, form_of(Tier::TenSeconds).step_ms);
    expect_same(read(thing, Tier::TenSeconds), ten_seconds);
    // Of means, as it is stored.
    expect_same(read(thing, Tier::Minutes), aggregate(ten_seconds, form_of(Tier::Minutes).step_ms));
  }
  EXPECT_EQ(read(connection_thing("srt", "1")), expected[connection_thing("srt", "1")]);
  EXPECT_THAT(refusals_, IsEmpty());
}

TEST_F(HistoryTest, SlowTiersAreChunksOfTheirOwnAndGoOnBehindThem) {
  // Every tenth poll is higher.
  const auto readers_at = [](std::int64_t time) { return time / 2000 % 10 == 0 ? 11U : 1U; };
  std::int64_t time = kStart;
  for (; time < kStart + 3 * kHour; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("a"), readers_at(time)}}));
  const std::string key = "mediamtx:history:{local}:1:";
  EXPECT_GE(length(key + "10s"), 34);
  EXPECT_LE(length(key + "10s"), 36);
  EXPECT_EQ(length(key + "60s"), 2);
  const auto minutes = read(stream_thing("a"), Tier::Minutes);
  ASSERT_EQ(minutes.keys.size(), 180U);
  EXPECT_EQ(minutes.find({kReaders})->values, std::vector<std::int64_t>(180, 2));
  EXPECT_EQ(minutes.find({kReaders, Part::BelowMean})->values, std::vector<std::int64_t>(180, 1));
  EXPECT_EQ(minutes.find({kReaders, Part::AboveMean})->values, std::vector<std::int64_t>(180, 9));
  EXPECT_EQ(minutes.find({kSamplesNumber})->values, std::vector<std::int64_t>(180, 30));
  // The samples are gone by then, but for the last hour.
  EXPECT_EQ(read(stream_thing("a"), Tier::Samples, kStart, kStart + kHour).keys.size(), 0U);
  EXPECT_GE(read(stream_thing("a")).keys.size(), 1800U);
}

TEST_F(HistoryTest, ASlowTierIsMadeUpAfterALongPause) {
  for (std::int64_t time = kStart; time < kStart + 4 * kMinute; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("a"), 5U}}));
  start_writer();
  for (std::int64_t time = kStart + 30 * kMinute; time < kStart + 41 * kMinute; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("a"), 5U}}));
  EXPECT_EQ(length("mediamtx:history:{local}:1:10s"), 3);  // of the windows that had samples
  EXPECT_EQ(read(stream_thing("a"), Tier::TenSeconds).keys.size(), 24U + 66U);
}

TEST_F(HistoryTest, WhatIsOlderThanItsRetentionGoesAndTheRestExpires) {
  retention_ = {.samples = std::chrono::minutes(20),
                .ten_seconds = std::chrono::hours(2),
                .minutes = std::chrono::hours(0)};
  std::int64_t time = kStart;
  for (; time < kStart + 4 * kHour; time += 10'000)
    ASSERT_TRUE(write(time, {{stream_thing("a"), 5U}}));
  const auto samples = read(stream_thing("a"));
  EXPECT_LE(samples.keys.front(), time - 20 * kMinute);
  EXPECT_GE(samples.keys.front(), time - 80 * kMinute);  // Redis trims whole blocks
  EXPECT_EQ(redis_.ask({"EXISTS", "mediamtx:history:{local}:1:60s"}).integer, 0);
  for (const char* name : {"1:samples", "1:10s", "open", "things"}) {
    SCOPED_TRACE(name);
    const auto expiry =
        redis_.ask({"PTTL", std::string("mediamtx:history:{local}:") + name}).integer;
    EXPECT_GT(expiry, 0);
    EXPECT_LE(expiry, 4 * kHour);
  }
}

TEST_F(HistoryTest, NamesOutliveWhatNeedsThem) {
  ASSERT_TRUE(write(kStart, {{stream_thing("a"), 1U}}));
  const auto expiry = redis_.ask({"PTTL", "mediamtx:history:{local}:things"}).integer;
  EXPECT_GT(expiry, retention_.longest().count());
}

TEST_F(HistoryTest, TenThousandShortLivedStreamsLeaveNothing) {
  retention_ = {.samples = std::chrono::minutes(15),
                .ten_seconds = std::chrono::minutes(20),
                .minutes = std::chrono::hours(0)};
  std::int64_t time = kStart;
  const auto run = [&](std::int64_t until) {
    for (; time < until; time += 2000) {
      Values values = {{"node", 1U}};
      if (time < kStart + 4 * kMinute) {
        for (int i = 0; i < 84; ++i)
          values[stream_thing("short/" + std::to_string(time) + "-" + std::to_string(i))] = 1U;
      }
      ASSERT_TRUE(write(time, values));
    }
  };
  ASSERT_TRUE(write(time, {{"node", 1U}}));
  time += 2000;
  const auto keys_before = redis_.ask({"DBSIZE"}).integer;
  const auto memory_before = std::stoll(redis_.info("used_memory"));
  run(kStart + 10 * kMinute);
  EXPECT_GT(redis_.ask({"HLEN", "mediamtx:history:{local}:things"}).integer, 9000);
  EXPECT_GT(std::stoll(redis_.info("used_memory")), memory_before + 4'000'000);
  run(kStart + 30 * kMinute);
  EXPECT_EQ(redis_.ask({"HLEN", "mediamtx:history:{local}:things"}).integer, 1);
  EXPECT_LE(redis_.ask({"DBSIZE"}).integer, keys_before + 2);  // the node's chunks
  // Redis makes its tables smaller bit by bit.
  EXPECT_TRUE(
      eventually(std::chrono::seconds(20),
                 [&] { return std::stoll(redis_.info("used_memory")) < memory_before + 400'000; }))
      << redis_.info("used_memory") << " of " << memory_before;
}

// Names that somebody makes up: streams of the past are 10,000 at most, the oldest go.
TEST_F(HistoryTest, MadeUpNamesDoNotFillRedis) {
  std::int64_t time = kStart;
  for (int poll = 0; poll < 110; ++poll, time += 2000) {
    Values values = {{"node", 1U}};
    for (int i = 0; i < 100; ++i)
      values[stream_thing(std::to_string(poll) + "-" + std::to_string(i))] = 1U;
    ASSERT_TRUE(write(time, values));
  }
  for (const auto end = time + 20 * kMinute; time < end; time += 2000)
    ASSERT_TRUE(write(time, {{"node", 1U}}));
  EXPECT_EQ(redis_.ask({"HLEN", "mediamtx:history:{local}:things"}).integer, 10'001);
  EXPECT_TRUE(readers(stream_thing("0-0")).empty());
  EXPECT_FALSE(readers(stream_thing("109-99")).empty());
}

TEST_F(HistoryTest, ReadersWhoComeAndGoDoNotFillRedis) {
  std::int64_t time = kStart;
  for (int poll = 0; poll < 110; ++poll, time += 2000) {
    Values values = {{"node", 1U}, {connection_thing("rtsp", "stays"), 1U}};
    for (int i = 0; i < 100; ++i)
      values[connection_thing("rtsp", std::to_string(poll) + "-" + std::to_string(i))] = 1U;
    ASSERT_TRUE(write(time, values));
  }
  // Before time makes them old. After the first 10 minutes, in which nothing is forgotten.
  for (const auto end = time + 8 * kMinute; time < end; time += 2000)
    ASSERT_TRUE(write(time, {{"node", 1U}, {connection_thing("rtsp", "stays"), 1U}}));
  EXPECT_EQ(redis_.ask({"HLEN", "mediamtx:history:{local}:things"}).integer, 10'002);
  EXPECT_TRUE(readers(connection_thing("rtsp", "0-0")).empty());
  EXPECT_FALSE(readers(connection_thing("rtsp", "109-99")).empty());
  EXPECT_FALSE(readers(connection_thing("rtsp", "stays")).empty());
}

TEST_F(HistoryTest, AConnectionStaysAQuarterOfAnHour) {
  ASSERT_TRUE(write(kStart, {{"node", 1U}, {connection_thing("srt", "x"), 2U}}));
  std::int64_t time = kStart + 2000;
  for (; time < kStart + 14 * kMinute; time += 2000) ASSERT_TRUE(write(time, {{"node", 1U}}));
  EXPECT_THAT(readers(connection_thing("srt", "x")), ElementsAre(2));
  EXPECT_EQ(redis_.ask({"EXISTS", "mediamtx:history:{local}:1:10s"}).integer, 0);
  for (; time < kStart + 17 * kMinute; time += 2000) ASSERT_TRUE(write(time, {{"node", 1U}}));
  EXPECT_THAT(readers(connection_thing("srt", "x")), IsEmpty());
  EXPECT_EQ(redis_.ask({"HLEN", "mediamtx:history:{local}:things"}).integer, 1);
}

TEST_F(HistoryTest, ATimeThatIsNotNewerIsRefusedAndSaid) {
  ASSERT_TRUE(write(kStart + 4000, {{"node", 1U}}));
  EXPECT_TRUE(write(kStart + 4000, {{"node", 2U}}));
  EXPECT_TRUE(write(kStart + 2000, {{"node", 3U}}));
  ASSERT_EQ(refusals_.size(), 2U);
  EXPECT_THAT(refusals_[0], HasSubstr("history is refused until 2027-01-15T08:00:04.000Z"));
  EXPECT_THAT(refusals_[0], HasSubstr("did the clock go back?"));
  EXPECT_TRUE(write(kStart + 4000, {{"node", 2U}}, true));  // written again, not new
  EXPECT_TRUE(write(kStart + 6000, {{"node", 4U}}));
  EXPECT_THAT(readers("node"), ElementsAre(1, 4));
  EXPECT_EQ(refusals_.size(), 2U);
}

// A clock that is a month ahead for a moment.
TEST_F(HistoryTest, AWrongTimeMakesNothingOld) {
  for (std::int64_t time = kStart; time < kStart + kMinute; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("a"), 1U}, {stream_thing("b"), 2U}}));
  const auto ahead = kStart + 30 * kDay;
  for (std::int64_t time = ahead; time < ahead + kMinute; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("b"), 2U}}));
  EXPECT_EQ(readers(stream_thing("a")).size(), 30U);
  // Only when time has gone on from there for a while.
  for (std::int64_t time = ahead + kMinute; time < ahead + 12 * kMinute; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("b"), 2U}}));
  EXPECT_TRUE(readers(stream_thing("a")).empty());
}

TEST_F(HistoryTest, AStepOfTheClockIsAGap) {
  ASSERT_TRUE(write(kStart, {{"node", 1U}}));
  ASSERT_TRUE(write(kStart + 30 * kDay, {{"node", 2U}}));
  EXPECT_THAT(readers("node"), ElementsAre(1, 2));
  EXPECT_EQ(read("node", Tier::Minutes).keys.size(), 2U);
}

TEST_F(HistoryTest, AForeignKeyCostsItsOwnThingOnly) {
  ASSERT_TRUE(write(kStart - 2000, {{stream_thing("a"), 1U}, {stream_thing("b"), 2U}}));
  redis_.ask({"SET", "mediamtx:history:{local}:1:samples", "not a stream"});
  for (std::int64_t time = kStart; time < kStart + 32'000; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("a"), 1U}, {stream_thing("b"), 2U}}));
  ASSERT_FALSE(refusals_.empty());
  EXPECT_THAT(refusals_[0], HasSubstr("WRONGTYPE"));
  EXPECT_EQ(readers(stream_thing("b")).size(), 17U);
}

class PollInterval : public HistoryTest, public testing::WithParamInterface<std::int64_t> {};

// Also with windows in which there was no poll at all.
TEST_P(PollInterval, EveryThingIsSummedUp) {
  Values values = {{"node", 1U}};
  for (int i = 0; i < 25; ++i) values[stream_thing(std::to_string(i))] = 2U;
  const auto until = kStart + 3 * kHour;
  for (std::int64_t time = kStart + 7000; time < until; time += GetParam())
    ASSERT_TRUE(write(time, values));
  for (int number = 1; number <= 26; ++number) {
    SCOPED_TRACE(number);
    const auto key = "mediamtx:history:{local}:" + std::to_string(number);
    EXPECT_GE(length(key + ":10s"), GetParam() <= 60'000 ? 33 : 28);
    EXPECT_EQ(length(key + ":60s"), 2);
  }
}

INSTANTIATE_TEST_SUITE_P(Ms, PollInterval,
                         testing::Values(2000, 10'000, 45'000, 60'000, 75'000, 300'000));

// A machine that is off over night: the keys of the samples live on, and the end of the evening is
// summed up before anything trims it.
TEST_F(HistoryTest, TheEndOfTheEveningIsThereInTheMorning) {
  std::int64_t time = kStart;
  for (; time < kStart + 47 * kMinute; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("show"), 5U}, {stream_thing("other"), 6U}}));
  EXPECT_GT(redis_.ask({"PTTL", "mediamtx:history:{local}:1:samples"}).integer, kDay);
  start_writer();
  const auto morning = time + 9 * kHour;
  for (time = morning; time < morning + 20 * kMinute; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("other"), 6U}}));
  for (const char* name : {"show", "other"}) {
    const auto rows = read(stream_thing(name), Tier::TenSeconds, kStart, morning - 1);
    EXPECT_EQ(rows.keys.size(), 47U * 6) << name;
    EXPECT_EQ(read(stream_thing(name), Tier::Minutes, kStart, morning - 1).keys.size(), 47U)
        << name;
  }
  // What nobody writes any more is dropped when it is older than its retention.
  EXPECT_EQ(redis_.ask({"EXISTS", "mediamtx:history:{local}:2:samples"}).integer, 0);
}

// The names in Redis are up to a window older than the samples.
TEST_F(HistoryTest, TheLastSamplesBeforeAKillAreSummedUp) {
  std::int64_t time = kStart;
  for (; time < kStart + 32'000; time += 2000) ASSERT_TRUE(write(time, {{stream_thing("a"), 1U}}));
  for (; time < kStart + 58'000; time += 2000) ASSERT_TRUE(write(time, {{stream_thing("a"), 2U}}));
  start_writer();
  for (time = kStart + 60'000; time < kStart + 15 * kMinute; time += 2000)
    ASSERT_TRUE(write(time, {{"node", 1U}}));
  const auto key = redis_.ask({"XRANGE", "mediamtx:history:{local}:1:10s", "-", "+"}).items;
  ASSERT_EQ(key.size(), 1U);
  EXPECT_EQ(read(stream_thing("a"), Tier::TenSeconds).keys.size(), 6U);
}

TEST_F(HistoryTest, ANumberThatIsGivenAgainBeginsWithNothing) {
  for (std::int64_t time = kStart; time < kStart + 10 * kMinute; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("old"), 1U}}));
  redis_.ask({"DEL", "mediamtx:history:{local}:things"});  // expired before the chunks
  start_writer();
  ASSERT_TRUE(write(kStart + 10 * kMinute, {{stream_thing("new"), 2U}}));
  EXPECT_THAT(readers(stream_thing("new")), ElementsAre(2));
  EXPECT_THAT(readers(stream_thing("new"), Tier::TenSeconds), ElementsAre(2));
}

TEST_F(HistoryTest, RoomIsNotMadeOfWhatASlowerTierIsStillToBeMadeFrom) {
  retention_.samples = std::chrono::hours(3);
  std::int64_t time = kStart;
  for (; time < kStart + 170 * kMinute; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("a"), 5U}}));
  const auto trim = [&] {
    return writer_->trim_oldest(*connection_, SourceKind::Node, "local",
                                WallTime(Milliseconds(time)));
  };
  std::uint64_t removed = 0;
  for (auto step = trim(); step.ok() && *step > 0; step = trim()) removed += *step;
  EXPECT_GT(removed, 0U);
  EXPECT_LT(writer_->kept_ratio(), 1);
  const auto kept = writer_->kept_ratio();
  EXPECT_EQ(*trim(), 0U);
  EXPECT_EQ(writer_->kept_ratio(), kept) << "nothing was given up, so nothing is said";
  EXPECT_GE(read(stream_thing("a"), Tier::Samples, time - 15 * kMinute).keys.size(), 449U);
}

// Half of a fold is there: chunks of some things, the open polls still in place.
TEST_F(HistoryTest, AFoldThatWasCutShortIsFinishedWithoutDoublingAnything) {
  for (std::int64_t time = kStart; time < kStart + 30'000; time += 2000)
    ASSERT_TRUE(write(time, {{stream_thing("a"), 1U}, {stream_thing("b"), 2U}}));
  const auto open = redis_.ask({"DUMP", "mediamtx:history:{local}:open"}).text;
  ASSERT_TRUE(write(kStart + 30'000, {{stream_thing("a"), 1U}, {stream_thing("b"), 2U}}));
  redis_.ask({"DEL", "mediamtx:history:{local}:2:samples"});
  redis_.ask({"RESTORE", "mediamtx:history:{local}:open", "0", open, "REPLACE"});
  start_writer();
  ASSERT_TRUE(write(kStart + 32'000, {{stream_thing("a"), 1U}, {stream_thing("b"), 2U}}));
  EXPECT_EQ(readers(stream_thing("a")).size(), 16U);
  EXPECT_EQ(readers(stream_thing("b")).size(), 16U);
  EXPECT_THAT(refusals_, IsEmpty());
}

TEST_F(HistoryTest, AnotherWritersNumbersAreGoneOnWith) {
  ASSERT_TRUE(write(kStart, {{stream_thing("a"), 1U}}));
  start_writer();
  ASSERT_TRUE(write(kStart + 2000, {{stream_thing("b"), 2U}, {stream_thing("a"), 3U}}));
  EXPECT_THAT(readers(stream_thing("a")), ElementsAre(1, 3));
  EXPECT_THAT(readers(stream_thing("b")), ElementsAre(2));
}

}  // namespace
}  // namespace mtxmon
