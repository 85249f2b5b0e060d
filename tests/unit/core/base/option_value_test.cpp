#include "core/base/option_value.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(OptionValue, NumbersAreDecimalAndFinite) {
  EXPECT_DOUBLE_EQ(*parse_number("0.05"), 0.05);
  EXPECT_DOUBLE_EQ(*parse_number("1"), 1);
  EXPECT_DOUBLE_EQ(*parse_number("1e-3"), 0.001);
  for (const char* text : {"", " 1", "1 ", "0,05", "1%", "inf", "nan", "1e999", "0x1", "+1"}) {
    const auto number = parse_number(text);
    ASSERT_FALSE(number.ok()) << text;
    EXPECT_EQ(number.error().message,
              "\"" + std::string(text) + "\" is not a number; write it like 0.05");
  }
}

TEST(OptionValue, LimitsHoldForAllTypesThatHaveThem) {
  const auto error = [](OptionType type, const char* value) {
    const Option option{.name = "x.y",
                        .programs = 1,
                        .type = type,
                        .value_name = "N",
                        .fallback = "2",
                        .help = "x",
                        .minimum = 2,
                        .maximum = 4000};
    const auto good = check_value(option, value);
    return good ? "no error" : good.error().message;
  };
  using enum OptionType;
  for (const auto type : {Integer, Number}) {
    EXPECT_EQ(error(type, "2"), "no error");
    EXPECT_EQ(error(type, "4000"), "no error");
    EXPECT_EQ(error(type, "1"), "1 is too small; at least 2");
    EXPECT_EQ(error(type, "4001"), "4001 is too large; at most 4000");
  }
  EXPECT_EQ(error(Number, "1.999"), "1.999 is too small; at least 2");
  EXPECT_EQ(error(Duration, "4s"), "no error");
  EXPECT_EQ(error(Duration, "1ms"), "1ms is too short; at least 2ms");
  EXPECT_EQ(error(Duration, "1m"), "1m is too long; at most 4s");
}

}  // namespace
}  // namespace mtxmon
