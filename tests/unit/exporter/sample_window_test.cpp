#include "exporter/sample_window.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

class SampleWindowTest : public testing::Test {
 protected:
  void add(double at, std::optional<std::uint64_t> counter, std::optional<double> gauge = {}) {
    window_.add(SteadyTime(std::chrono::hours(3)) + Milliseconds(std::llround(at * 1000)),
                {counter}, {gauge});
  }
  double grown(seconds length, seconds lag = seconds(0)) {
    return window_.growth(0, length, lag).value().amount;
  }

  SampleWindow window_;
};

TEST_F(SampleWindowTest, OneSampleIsNoGrowth) {
  EXPECT_FALSE(window_.growth(0, seconds(10)).has_value());
  add(0, 100);
  EXPECT_FALSE(window_.growth(0, seconds(10)).has_value());
  EXPECT_FALSE(window_.bits_per_second(0, seconds(10)).has_value());
}

TEST_F(SampleWindowTest, AWindowGoesByTimeNotBySamples) {
  for (int i = 0; i <= 20; ++i) add(i * 2, static_cast<std::uint64_t>(i * 100));
  EXPECT_EQ(grown(seconds(10)), 500);
  EXPECT_EQ(grown(seconds(60)), 2000) << "a younger object gives what there is";
  EXPECT_DOUBLE_EQ(*window_.bits_per_second(0, seconds(10)), 400);
  add(57, 2000);  // 17 s without an answer
  EXPECT_EQ(grown(seconds(10)), 0);
  EXPECT_DOUBLE_EQ(window_.growth(0, seconds(10))->seconds, 17) << "measured, not nominal";
}

TEST_F(SampleWindowTest, NothingOlderThanAMinuteCounts) {
  for (int i = 0; i <= 100; ++i) add(i * 2, static_cast<std::uint64_t>(i * 100));
  EXPECT_EQ(grown(seconds(60)), 3000);
  EXPECT_EQ(grown(seconds(3600)), 3000);
}

TEST_F(SampleWindowTest, AResetCountsWhatCameAfterIt) {
  add(0, 1000);
  add(2, 40);
  EXPECT_EQ(grown(seconds(10)), 40);
  add(4, 90);
  EXPECT_EQ(grown(seconds(10)), 90);
}

TEST_F(SampleWindowTest, CountersNearTheirLimitStayExact) {
  add(0, kMax - 10);
  add(2, kMax);
  EXPECT_EQ(grown(seconds(10)), 10);
  add(4, 7);  // wrapped, or reset: what is there now came after it
  EXPECT_EQ(grown(seconds(10)), 17);
}

TEST_F(SampleWindowTest, AReportedFigureThatFallsIsNoGrowth) {
  window_.mark_reported(0);
  add(0, 50);
  add(2, 20);
  EXPECT_EQ(grown(seconds(10)), 0);
  add(4, 25);
  EXPECT_EQ(grown(seconds(10)), 5);
}

TEST_F(SampleWindowTest, AbsentIsNotZero) {
  add(0, std::nullopt);
  add(2, 100);
  EXPECT_FALSE(window_.growth(0, seconds(10)).has_value());
  add(4, std::nullopt);
  add(6, 160);
  EXPECT_EQ(grown(seconds(10)), 60);
  EXPECT_DOUBLE_EQ(window_.growth(0, seconds(10))->seconds, 4) << "since it is known";
}

TEST_F(SampleWindowTest, ALagMovesTheWindowBack) {
  for (int i = 0; i <= 20; ++i) add(i * 2, static_cast<std::uint64_t>(i < 15 ? 0 : 1000));
  EXPECT_EQ(grown(seconds(12)), 1000);
  EXPECT_EQ(grown(seconds(12), seconds(12)), 0);
}

TEST_F(SampleWindowTest, SummaryOfAGauge) {
  EXPECT_FALSE(window_.summary(0, seconds(60)).has_value());
  for (int i = 1; i <= 20; ++i) add(i * 2, 0, static_cast<double>(i));
  const auto summary = window_.summary(0, seconds(60)).value();
  EXPECT_EQ(summary.min, 1);
  EXPECT_EQ(summary.max, 20);
  EXPECT_EQ(summary.mean, 10.5);
  EXPECT_EQ(summary.p95, 19);
  EXPECT_NEAR(summary.deviation, 5.766, 0.001);
  EXPECT_EQ(window_.summary(0, seconds(10))->min, 16);
  add(42, 0, std::nullopt);
  EXPECT_EQ(window_.summary(0, seconds(3))->max, 20);
  EXPECT_FALSE(window_.summary(0, seconds(1)).has_value()) << "the newest sample has none";
}

TEST(SmoothedTest, AfterAHalfLifeTheOldValueWeighsHalf) {
  const SteadyTime start(std::chrono::hours(1));
  Smoothed smoothed(seconds(5));
  EXPECT_FALSE(smoothed.value().has_value());
  smoothed.add(start, 100);
  EXPECT_EQ(smoothed.value(), 100);
  Smoothed in_steps = smoothed;
  smoothed.add(start + seconds(5), 0);
  EXPECT_DOUBLE_EQ(*smoothed.value(), 50);
  for (int i = 1; i <= 10; ++i) in_steps.add(start + Milliseconds(500 * i), 0);
  EXPECT_NEAR(*in_steps.value(), 50, 1e-9) << "whatever the interval";
}

}  // namespace
}  // namespace mtxmon
