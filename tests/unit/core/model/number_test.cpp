#include "core/model/number.h"

#include <limits>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Number, IsAbsentUnlessSet) {
  const Number number;
  EXPECT_FALSE(number.present());
  EXPECT_FALSE(number.is_integer());
  EXPECT_EQ(number.integer(), 0U);
  EXPECT_EQ(number.real(), std::nullopt);
}

TEST(Number, KeepsLargeIntegersExact) {
  constexpr auto kLargest = std::numeric_limits<std::uint64_t>::max();
  const Number number(kLargest);
  EXPECT_TRUE(number.present());
  EXPECT_TRUE(number.is_integer());
  EXPECT_EQ(number.integer(), kLargest);
  EXPECT_EQ(number.real(), 18446744073709551616.0);
}

TEST(Number, ARealIsNoInteger) {
  const Number number(2.5);
  EXPECT_TRUE(number.present());
  EXPECT_FALSE(number.is_integer());
  EXPECT_EQ(number.integer(), 0U);
  EXPECT_EQ(number.real(), 2.5);
}

TEST(Number, ZeroIsNotAbsent) {
  EXPECT_TRUE(Number(0.0).present());
  EXPECT_NE(Number(std::uint64_t{0}), Number());
  EXPECT_EQ(Number(std::uint64_t{3}), Number(std::uint64_t{3}));
  EXPECT_NE(Number(std::uint64_t{3}), Number(3.0));
}

}  // namespace
}  // namespace mtxmon
