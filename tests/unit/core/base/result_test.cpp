#include "core/base/result.h"

#include <memory>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error{"odd"};
  return number / 2;
}

TEST(Result, HoldsAValue) {
  const auto result = half(4);
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(static_cast<bool>(result));
  EXPECT_EQ(result.value(), 2);
  EXPECT_EQ(*result, 2);
}

TEST(Result, HoldsAnError) {
  const auto result = half(3);
  ASSERT_FALSE(result.ok());
  EXPECT_FALSE(static_cast<bool>(result));
  EXPECT_EQ(result.error().message, "odd");
}

TEST(Result, GivesUpWhatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const std::unique_ptr<int> taken = *std::move(result);
  ASSERT_NE(taken, nullptr);
  EXPECT_EQ(*taken, 7);
}

TEST(Result, ReachesMembersOfItsValue) {
  Result<std::string> result(std::string("text"));
  result->push_back('!');
  EXPECT_EQ(result->size(), 5U);
  EXPECT_EQ(*result, "text!");
}

TEST(Result, AnErrorMayBeTheValueOfAnotherType) {
  const Result<std::string> failed(Error{"no"});
  const Result<std::string> good("no");
  EXPECT_FALSE(failed.ok());
  EXPECT_TRUE(good.ok());
}

TEST(Status, IsSuccessUnlessToldOtherwise) {
  const Status good;
  EXPECT_TRUE(good.ok());
  const Status failed = Error{"disk full"};
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().message, "disk full");
}

TEST(Error, WithinPutsTheContextInFront) {
  EXPECT_EQ(Error{"denied"}.within("reading /x").within("start").message,
            "start: reading /x: denied");
}

TEST(ResultDeathTest, ReadingTheWrongHalfEndsTheProgramWithAClearMessage) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH({ static_cast<void>(half(3).value()); }, "bug: .*read as value.*odd");
  EXPECT_DEATH({ static_cast<void>(half(4).error()); }, "bug: .*read as error");
  EXPECT_DEATH({ static_cast<void>(Status().error()); }, "bug: .*successful");
}

}  // namespace
}  // namespace mtxmon
