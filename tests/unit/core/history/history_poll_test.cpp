#include "core/history/history_poll.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/tier.h"
#include "tests/support/history_samples.h"

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr const Series& kReaders = series_named("readers");
constexpr const Series& kRtt = series_named("rtt_seconds");

TEST(HistoryPoll, HoldsWhatEachThingHas) {
  HistoryPollBuilder builder;
  builder.begin("a");
  builder.set(kReaders, std::uint64_t{3});
  builder.begin("b");
  builder.set(kRtt, std::optional<double>(0.5));
  builder.set(kReaders, std::optional<std::uint32_t>());
  const auto poll = builder.finish(WallTime(Milliseconds(7)));
  EXPECT_EQ(poll.time, WallTime(Milliseconds(7)));
  EXPECT_THAT(samples_of(poll), ElementsAre(Pair("a", ElementsAre(Pair("readers", 3))),
                                            Pair("b", ElementsAre(Pair("rtt_seconds", 0.5)))));
}

TEST(HistoryPoll, AThingWithoutAValueHasNoRow) {
  HistoryPollBuilder builder;
  builder.begin("a");
  builder.begin("b");
  builder.set(kReaders, std::numeric_limits<double>::quiet_NaN());
  builder.begin("c");
  builder.set(kReaders, std::uint64_t{1});
  builder.begin("d");
  EXPECT_THAT(*builder.finish(WallTime()).things, ElementsAre("c"));
  EXPECT_THAT(*builder.finish(WallTime()).things, IsEmpty());
  EXPECT_EQ(builder.finish(WallTime()).size(), 0U);
}

TEST(HistoryPoll, WhatIsTooLargeIsAbsent) {
  HistoryPollBuilder builder;
  builder.begin("a");
  builder.set(kReaders, std::uint64_t{1} << 62U);
  EXPECT_EQ(builder.finish(WallTime()).size(), 0U);
}

TEST(Tiers, WindowsAreAlignedAlsoBeforeTheEpoch) {
  EXPECT_EQ(window_start(Tier::Samples, 0), 0);
  EXPECT_EQ(window_start(Tier::Samples, 29'999), 0);
  EXPECT_EQ(window_start(Tier::Samples, 30'000), 30'000);
  EXPECT_EQ(window_start(Tier::Samples, -1), -30'000);
}

TEST(Tiers, WhatASlowerTierIsMadeFromIsKeptLongEnough) {
  using namespace std::chrono_literals;
  EXPECT_EQ((TierRetention{.samples = 1min, .ten_seconds = 0s, .minutes = 0s}.of(Tier::Samples)),
            1min);
  EXPECT_EQ((TierRetention{.samples = 0s, .ten_seconds = 1h, .minutes = 0s}.of(Tier::Samples)),
            15min);
  EXPECT_EQ((TierRetention{.samples = 0s, .ten_seconds = 0s, .minutes = 24h}.of(Tier::TenSeconds)),
            130min);
  EXPECT_EQ((TierRetention{.samples = 0s, .ten_seconds = 0s, .minutes = 0s}.of(Tier::TenSeconds)),
            0s);
  EXPECT_EQ(TierRetention().longest(), 7 * 24h);
}

}  // namespace
}  // namespace mtxmon
