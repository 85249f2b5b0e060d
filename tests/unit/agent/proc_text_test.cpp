#include "agent/proc_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ProcText, SplitsLines) {
  EXPECT_THAT(split_lines(""), IsEmpty());
  EXPECT_THAT(split_lines("\n"), ElementsAre(""));
  EXPECT_THAT(split_lines("a\n\nb\n"), ElementsAre("a", "", "b"));
  EXPECT_THAT(split_lines("a\nno end"), ElementsAre("a", "no end"));
}

TEST(ProcText, SplitsFields) {
  EXPECT_THAT(split_fields(""), IsEmpty());
  EXPECT_THAT(split_fields(" \t "), IsEmpty());
  EXPECT_THAT(split_fields("one"), ElementsAre("one"));
  EXPECT_THAT(split_fields("  a\t b   c "), ElementsAre("a", "b", "c"));
}

TEST(ProcText, ParsesCounts) {
  EXPECT_EQ(parse_count("0"), 0U);
  EXPECT_EQ(parse_count("18446744073709551615"), 18446744073709551615ULL);
  for (const auto* bad :
       {"", "-1", "+1", "1.5", "1x", " 1", "1 ", "0x10", "18446744073709551616"}) {
    EXPECT_EQ(parse_count(bad), std::nullopt) << bad;
  }
}

TEST(ProcText, ParsesDecimals) {
  EXPECT_EQ(parse_decimal("0.10"), 0.1);
  EXPECT_EQ(parse_decimal("1654"), 1654.0);
  for (const auto* bad :
       {"", ".", "-0.5", "-0", "+1", "nan", "inf", "1e999", "1,5", "0.1x", " 1"}) {
    EXPECT_EQ(parse_decimal(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace mtxmon
