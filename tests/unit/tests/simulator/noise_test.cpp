#include "tests/simulator/noise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/simulator/piecewise.h"

namespace mtxmon::sim {
namespace {

TEST(Noise, IdsAreUuidsOfVersion4AndDiffer) {
  EXPECT_THAT(
      uuid_v4(1),
      testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_EQ(uuid_v4(1), uuid_v4(1));
  EXPECT_NE(uuid_v4(1), uuid_v4(2));
}

TEST(Noise, WanderIsThePositiveDerivativeOfItsIntegral) {
  const Wander wander(7);
  for (int step = 0; step < 1600; ++step) {
    const double t = step * 0.37;
    const double slope = (wander.integral(t + 1e-4) - wander.integral(t - 1e-4)) / 2e-4;
    EXPECT_NEAR(slope, wander.level(t), 1e-4);
    EXPECT_GT(wander.level(t), 0.5);
    EXPECT_LT(wander.level(t), 1.5);
  }
}

TEST(PiecewiseLine, StandsStillAndCatchesUp) {
  PiecewiseLine line(10.0, 1.0);
  line.bend(20.0, 0.0);
  line.bend(27.0, 8.0);
  line.bend(28.0, 1.0);
  EXPECT_DOUBLE_EQ(line.value(5.0), 0.0);
  EXPECT_DOUBLE_EQ(line.value(15.0), 5.0);
  EXPECT_DOUBLE_EQ(line.value(25.0), 10.0);
  EXPECT_DOUBLE_EQ(line.value(28.0), 18.0);  // everything that was late has come
  EXPECT_DOUBLE_EQ(line.value(30.0), 20.0);
}

TEST(PiecewiseLine, ANewBendForgetsWhatWasPlannedAfterIt) {
  PiecewiseLine line(0.0, 1.0);
  line.bend(10.0, 5.0);
  line.bend(4.0, 0.0);
  EXPECT_DOUBLE_EQ(line.value(20.0), 4.0);
}

}  // namespace
}  // namespace mtxmon::sim
