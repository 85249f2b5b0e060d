#include "dashboard/tier_parts.h"

#include <gtest/gtest.h>

#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;

TEST(FinestParts, AreOfTheFinestTierThatStillHasThem) {
  using std::chrono::hours;
  const auto end_ms = kNow.time_since_epoch().count();
  const auto parts = finest_parts({kNow - hours(48), kNow}, kNow, {});
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0].tier, Tier::Minutes);
  EXPECT_EQ(parts[0].from_ms, end_ms - 48 * kHour);
  EXPECT_EQ(parts[0].to_ms, end_ms - 24 * kHour + 2 * kMinute);
  EXPECT_EQ(parts[1].tier, Tier::TenSeconds);
  EXPECT_EQ(parts[1].from_ms, parts[0].to_ms);
  EXPECT_EQ(parts[1].to_ms, end_ms - kHour + 2 * kMinute);
  EXPECT_EQ(parts[2].tier, Tier::Samples);
  EXPECT_EQ(parts[2].from_ms, parts[1].to_ms);
  EXPECT_EQ(parts[2].to_ms, end_ms);
}

TEST(FinestParts, OfAShortOldOrEmptyRangeAreOne) {
  using std::chrono::hours;
  const auto recent = finest_parts({kNow - std::chrono::minutes(30), kNow}, kNow, {});
  ASSERT_EQ(recent.size(), 1U);
  EXPECT_EQ(recent[0].tier, Tier::Samples);
  const auto old = finest_parts({kNow - hours(49), kNow - hours(48)}, kNow, {});
  ASSERT_EQ(old.size(), 1U);
  EXPECT_EQ(old[0].tier, Tier::Minutes);
  EXPECT_TRUE(finest_parts({kNow, kNow}, kNow, {}).empty());
  const auto ages_ago = finest_parts({WallTime(), WallTime() + hours(1)}, kNow, {});
  ASSERT_EQ(ages_ago.size(), 1U);
  EXPECT_EQ(ages_ago[0].from_ms, 0);
  EXPECT_EQ(ages_ago[0].to_ms, 3'600'000);
}

TEST(FinestParts, WithoutSlowTiersReachAsFarAsTheSamples) {
  using std::chrono::hours;
  const TierRetention samples_only{hours(1), hours(0), hours(0)};
  const auto parts = finest_parts({kNow - hours(48), kNow}, kNow, samples_only);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].tier, Tier::Samples);
  EXPECT_EQ(parts[0].from_ms, (kNow - hours(48)).time_since_epoch().count());
}

}  // namespace
}  // namespace mtxmon
