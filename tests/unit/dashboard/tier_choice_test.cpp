#include "dashboard/tier_choice.h"

#include <gtest/gtest.h>

#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct Case {
  std::chrono::seconds from, to;  // ago
  std::size_t points;
  Tier expected;
};

TEST(ChooseTier, TakesTheCoarsestThatIsFineEnoughAndReachesBack) {
  const Case table[] = {
      {minutes(10), minutes(0), 600, Tier::Samples},
      {hours(1), minutes(0), 600, Tier::Samples},               // 6 s per point
      {hours(1), minutes(0), 360, Tier::TenSeconds},            // 10 s
      {hours(1), minutes(0), 60, Tier::Minutes},                // 60 s
      {hours(1) + minutes(1), minutes(0), 900, Tier::Samples},  // nearly within its hour
      {hours(2), minutes(0), 900, Tier::TenSeconds},
      {hours(2), hours(2) - minutes(5), 600, Tier::TenSeconds},  // samples do not reach back
      {hours(24), minutes(0), 600, Tier::Minutes},
      {hours(24), minutes(0), 100'000, Tier::TenSeconds},
      {hours(48), hours(47), 600, Tier::Minutes},
      {hours(24 * 7), minutes(0), 100'000, Tier::Minutes},
      {hours(24 * 365), minutes(0), 100'000, Tier::Minutes},  // nothing reaches back
      {minutes(10), -hours(24 * 365), 600, Tier::Samples},    // a year that is to come
      {minutes(0), minutes(0), 600, Tier::Samples},
  };
  for (const Case& one : table) {
    const TimeRange range{kNow - one.from, kNow - one.to};
    EXPECT_EQ(choose_tier(range, kNow, one.points, Milliseconds(2000), {}), one.expected)
        << one.from.count() << " to " << one.to.count() << " by " << one.points;
  }
}

TEST(ChooseTier, LeavesOutWhatIsOff) {
  TierRetention retention;
  retention.ten_seconds = hours(0);
  const TimeRange two_hours{kNow - hours(2), kNow};
  EXPECT_EQ(choose_tier(two_hours, kNow, 720, Milliseconds(2000), retention), Tier::TenSeconds)
      << "it is kept for the next slower one";
  retention.minutes = hours(0);
  EXPECT_EQ(choose_tier(two_hours, kNow, 720, Milliseconds(2000), retention), Tier::Samples);
}

TEST(ChooseTier, KnowsThatPollsMayBeSlow) {
  const TimeRange hour{kNow - hours(1), kNow};
  EXPECT_EQ(choose_tier(hour, kNow, 600, Milliseconds(30'000), {}), Tier::Samples);
  EXPECT_EQ(choose_tier(hour, kNow, 300, Milliseconds(10'000), {}), Tier::TenSeconds);
}

}  // namespace
}  // namespace mtxmon
