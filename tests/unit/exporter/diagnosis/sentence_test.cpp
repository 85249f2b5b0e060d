#include "exporter/diagnosis/sentence.h"

#include <vector>

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(Sentence, PercentHaveAsManyDigitsAsSaySomething) {
  EXPECT_EQ(percent_text(0), "0 %");
  EXPECT_EQ(percent_text(0.00001), "less than 0.01 %");
  EXPECT_EQ(percent_text(0.0005), "0.05 %");
  EXPECT_EQ(percent_text(0.004), "0.4 %");
  EXPECT_EQ(percent_text(0.0996), "10 %");
  EXPECT_EQ(percent_text(0.25), "25 %");
}

TEST(Sentence, MillisecondsAreWholeUnlessThereAreFew) {
  EXPECT_EQ(milliseconds_text(0.0031), "3.1 ms");
  EXPECT_EQ(milliseconds_text(0.062), "62 ms");
}

TEST(Sentence, DurationsUseTheUnitThatPeopleWould) {
  EXPECT_EQ(duration_text(-1), "0 s");
  EXPECT_EQ(duration_text(12), "12 s");
  EXPECT_EQ(duration_text(240), "4 min");
  EXPECT_EQ(duration_text(3 * 3600), "3 h");
}

TEST(Sentence, BitRatesUseTheUnitThatPeopleWould) {
  EXPECT_EQ(bit_rate_text(64'000), "64 kbit/s");
  EXPECT_EQ(bit_rate_text(999'600), "1.0 Mbit/s");
  EXPECT_EQ(bit_rate_text(1'100'000), "1.1 Mbit/s");
}

TEST(Sentence, ListsCountWhatTheyDoNotName) {
  const std::vector<std::string> names = {"a", "b", "c", "d", "e"};
  const auto first = [&](std::size_t count) { return std::span(names).first(count); };
  EXPECT_EQ(list_text(first(0)), "");
  EXPECT_EQ(list_text(first(1)), "a");
  EXPECT_EQ(list_text(first(2)), "a and b");
  EXPECT_EQ(list_text(first(4)), "a, b, c and d") << "one more is named rather than counted";
  EXPECT_EQ(list_text(first(5)), "a, b, c and 2 more");
}

TEST(Sentence, OneThingHasNoPlural) {
  EXPECT_EQ(count_text(1, "stream"), "1 stream");
  EXPECT_EQ(count_text(3, "stream"), "3 streams");
}

}  // namespace
}  // namespace mtxmon
