#include "core/history/series.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/model/words.h"

namespace mtxmon {
namespace {

TEST(Series, IsFoundByNameAndNumber) {
  const Series* rtt = find_series("rtt_seconds");
  ASSERT_NE(rtt, nullptr);
  EXPECT_EQ(rtt->number, 11);
  EXPECT_EQ(series_of(11), rtt);
  EXPECT_EQ(find_series("rtt"), nullptr);
  EXPECT_EQ(series_of(0), nullptr);
}

TEST(Series, ValuesAreStoredAsTheNearestInteger) {
  const Series& rtt = *find_series("rtt_seconds");
  EXPECT_EQ(stored(rtt, 0.0210004), 21'000);
  EXPECT_EQ(stored(rtt, 0.0210006), 21'001);
  EXPECT_EQ(stored(rtt, -0.0000016), -2);
  EXPECT_DOUBLE_EQ(shown(rtt, 21'001), 0.021001);
  const Series& latency = *find_series("latency_seconds");
  EXPECT_EQ(stored(latency, 0.1204), 120);
  EXPECT_DOUBLE_EQ(shown(latency, 120), 0.12);
}

TEST(Series, WhatIsNoNumberIsAbsent) {
  const Series& bytes = *find_series("inbound_bytes_total");
  const double infinite = std::numeric_limits<double>::infinity();
  for (const double value : {std::nan(""), infinite, -infinite, 1e19, -1e19})
    EXPECT_EQ(stored(bytes, value), kAbsent) << value;
  EXPECT_EQ(stored(bytes, std::ldexp(1.0, 61)), kMaxStored);
  EXPECT_EQ(stored(bytes, -std::ldexp(1.0, 61)), -kMaxStored);
  EXPECT_TRUE(std::isnan(shown(bytes, kAbsent)));
}

TEST(Series, StatesAreTheWordsOfTheModel) {
  ASSERT_EQ(kStateNames.size(), std::size(kStreamStates));
  for (std::size_t i = 0; i < kStateNames.size(); ++i)
    EXPECT_EQ(kStateNames[i], state_word(kStreamStates[i]));
}

// A number that changes its meaning would falsify what is stored.
TEST(Series, NumbersAreForEver) {
  EXPECT_EQ(find_series("state")->number, 1);
  EXPECT_EQ(find_series("inbound_bits_per_second")->number, 2);
  EXPECT_EQ(find_series("viewers")->number, 24);
  EXPECT_EQ(find_series("up")->number, 40);
  EXPECT_EQ(find_series("cpu_usage_ratio")->number, 60);
  EXPECT_EQ(find_series("samples")->number, kSamplesNumber);
  EXPECT_EQ(find_series("samples_live")->number, kStateSamplesNumber);
}

}  // namespace
}  // namespace mtxmon
