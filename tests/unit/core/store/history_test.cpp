#include "core/store/history.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using Fields = std::vector<std::string>;
const WallTime kTime{Milliseconds(1'795'370'400'123)};

struct NumberCase {
  double value;
  std::string text;
};

class NumberText : public testing::TestWithParam<NumberCase> {};

TEST_P(NumberText, IsShortAndExact) {
  const auto& [value, text] = GetParam();
  const auto fields = encode_history({kTime, {{"x", value}}});
  EXPECT_EQ(fields, (Fields{"x", text}));
  const auto decoded = decode_history(history_id(kTime), fields);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->time, kTime);
  ASSERT_EQ(decoded->values.size(), 1U);
  EXPECT_EQ(decoded->values[0].second, value);
}

INSTANTIATE_TEST_SUITE_P(Numbers, NumberText,
                         testing::Values(NumberCase{0, "0"}, NumberCase{1, "1"},
                                         NumberCase{-5, "-5"}, NumberCase{8'000'000, "8000000"},
                                         NumberCase{0.1, "0.1"}, NumberCase{0.012345, "0.012345"},
                                         NumberCase{1.0 / 3, "0.3333333333333333"},
                                         NumberCase{9007199254740992.0, "9007199254740992"},
                                         NumberCase{1e300, "1e+300"},
                                         NumberCase{5e-324, "5e-324"}));

TEST(History, IdIsTheTimeInMilliseconds) {
  EXPECT_EQ(history_id(kTime), "1795370400123-0");
  EXPECT_EQ(history_id(WallTime()), "0-0");
}

TEST(History, AbsentStaysAbsent) {
  EXPECT_TRUE(encode_history({kTime, {}}).empty());
  EXPECT_FALSE(decode_history("5-0", {}).has_value());
}

TEST(History, ValuesThatAreNoNumbersAreLeftOut) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const HistorySample sample{kTime,
                             {{"nan", std::numeric_limits<double>::quiet_NaN()},
                              {"inf", kInfinity},
                              {"minus", -kInfinity},
                              {"readers", 3}}};
  EXPECT_EQ(encode_history(sample), (Fields{"readers", "3"}));
}

TEST(History, KeepsTheOrderOfValues) {
  EXPECT_EQ(encode_history({kTime, {{"b", 2}, {"a", 1.5}}}), (Fields{"b", "2", "a", "1.5"}));
}

class ForeignEntry : public testing::TestWithParam<std::pair<std::string, Fields>> {};

TEST_P(ForeignEntry, IsNoSample) {
  EXPECT_FALSE(decode_history(GetParam().first, GetParam().second).has_value());
}

INSTANTIATE_TEST_SUITE_P(
    Entries, ForeignEntry,
    testing::Values(std::pair("", Fields{"a", "1"}), std::pair("5", Fields{"a", "1"}),
                    std::pair("x-0", Fields{"a", "1"}), std::pair("5-x", Fields{"a", "1"}),
                    std::pair("-5-0", Fields{"a", "1"}), std::pair("5-0-0", Fields{"a", "1"}),
                    std::pair("18446744073709551615-0", Fields{"a", "1"}),
                    std::pair("99999999999999999999-0", Fields{"a", "1"}),
                    std::pair("5-0", Fields{"a"}), std::pair("5-0", Fields{"a", ""}),
                    std::pair("5-0", Fields{"a", "1x"}), std::pair("5-0", Fields{"a", "nan"}),
                    std::pair("5-0", Fields{"a", "inf"}), std::pair("5-0", Fields{"a", "1e999"})));

TEST(History, OneBadValueDoesNotHideTheOthers) {
  const auto decoded = decode_history("7-3", {"bad", "?", "good", "2.5", "odd"});
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->time, WallTime(Milliseconds(7)));
  ASSERT_EQ(decoded->values.size(), 1U);
  EXPECT_EQ(decoded->values[0], (std::pair<std::string, double>("good", 2.5)));
}

}  // namespace
}  // namespace mtxmon
