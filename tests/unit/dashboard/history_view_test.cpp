#include "dashboard/history_view.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

WallTime at(double seconds) { return WallTime(Milliseconds(std::llround(seconds * 1000))); }

// One value per sample, `step` apart.
std::vector<DecodedSample> ramp(int count, double step = 2, double start = 1000) {
  std::vector<DecodedSample> samples;
  for (int i = 0; i < count; ++i)
    samples.push_back({at(start + i * step), {{"load1", static_cast<double>(i)}}});
  return samples;
}

HistoryQuery query(double from, double to, std::size_t points = 0) {
  return {.series = {"load1"}, .from = at(from), .to = at(to), .step_seconds = 2, .points = points};
}

TEST(HistoryJson, IsOneRowPerSample) {
  EXPECT_EQ(history_json(query(1000, 1010), ramp(3)),
            R"({"tier":"2s","step_seconds":2,"times":[1000,1002,1004],)"
            R"("series":{"load1":{"avg":[0,1,2]}}})");
}

TEST(HistoryJson, OfNothingIsEmptyColumns) {
  EXPECT_EQ(history_json(query(1000, 1010), {}),
            R"({"tier":"2s","step_seconds":2,"times":[],"series":{"load1":{"avg":[]}}})");
  EXPECT_EQ(history_json(query(1000, 1010, 5), {}),
            R"({"tier":"2s","step_seconds":2,"times":[],"series":{"load1":{"avg":[]}}})");
}

TEST(HistoryJson, OfOneSampleIsOneRow) {
  const Json json(history_json(query(1000, 1010, 1), ramp(1)));
  EXPECT_EQ(json.raw("/times"), "[1000]");
  EXPECT_EQ(json.raw("/series/load1/avg"), "[0]");
}

TEST(HistoryJson, KeepsMilliseconds) {
  const Json json(history_json(query(1000, 1010), ramp(2, 2, 1000.123)));
  EXPECT_EQ(json.number("/times/0"), 1000.123);
  EXPECT_EQ(json.number("/times/1"), 1002.123);
}

TEST(HistoryJson, NamesTheTierByItsInterval) {
  HistoryQuery fast = query(1000, 1010);
  fast.step_seconds = 0.5;
  const Json json(history_json(fast, ramp(2, 0.5)));
  EXPECT_EQ(json.text("/tier"), "500ms");
  EXPECT_EQ(json.number("/step_seconds"), 0.5);
}

TEST(HistoryJson, BreaksTheLineAtAGapWithOneRowOfNulls) {
  auto samples = ramp(2);
  samples.push_back({at(1030), {{"load1", 9.0}}});
  const Json json(history_json(query(1000, 1030), samples));
  EXPECT_EQ(json.raw("/times"), "[1000,1002,1004,1030]");
  EXPECT_EQ(json.raw("/series/load1/avg"), "[0,1,null,9]");
}

TEST(HistoryJson, TakesOneMissingSampleForJitter) {
  const std::vector<DecodedSample> samples = {
      {at(1000), {{"load1", 1.0}}}, {at(1004.1), {{"load1", 2.0}}}, {at(1010.1), {{"load1", 3.0}}}};
  const Json json(history_json(query(1000, 1020), samples));
  EXPECT_EQ(json.raw("/series/load1/avg"), "[1,2,null,3]");
}

TEST(HistoryJson, HasNullWhereASampleLacksASeries) {
  HistoryQuery two = query(1000, 1010);
  two.series = {"load1", "cpu_usage_ratio", "swap_used_bytes"};
  const std::vector<DecodedSample> samples = {
      {at(1000), {{"load1", 1.0}}},
      {at(1002), {{"cpu_usage_ratio", 0.5}, {"load1", 2.0}, {"memory_used_bytes", 7.0}}}};
  const Json json(history_json(two, samples));
  EXPECT_EQ(json.raw("/series/load1/avg"), "[1,2]");
  EXPECT_EQ(json.raw("/series/cpu_usage_ratio/avg"), "[null,0.5]");
  EXPECT_EQ(json.raw("/series/swap_used_bytes/avg"), "[null,null]");
  EXPECT_FALSE(json.has("/series/memory_used_bytes"));
}

TEST(HistoryJson, AveragesNeighbours) {
  const Json json(history_json(query(1000, 1011, 3), ramp(6)));
  EXPECT_EQ(json.number("/step_seconds"), 4);
  EXPECT_EQ(json.text("/tier"), "2s");
  EXPECT_EQ(json.raw("/times"), "[1000,1004,1008]");
  EXPECT_EQ(json.raw("/series/load1/avg"), "[0.5,2.5,4.5]");
}

TEST(HistoryJson, AveragesOnlyValuesThatExist) {
  auto samples = ramp(6);
  samples[1].values.clear();
  samples[2].values.clear();
  samples[3].values.clear();
  const Json json(history_json(query(1000, 1011, 3), samples));
  EXPECT_EQ(json.raw("/series/load1/avg"), "[0,null,4.5]");
}

TEST(HistoryJson, DoesNotAverageWhatFits) {
  EXPECT_EQ(Json(history_json(query(1000, 1011, 6), ramp(6))).size("/times"), 6U);
}

TEST(HistoryJson, NeverHasMoreRowsThanAskedFor) {
  const auto samples = ramp(301);
  for (const double from : {1000.0, 999.0, 990.5}) {
    for (std::size_t points = 1; points <= 300; ++points) {
      const Json json(history_json(query(from, 1600, points), samples));
      EXPECT_LE(json.size("/times"), points) << from;
      // … nor needlessly few: a bucket is at most one sample wider than it must be.
      EXPECT_LE(json.number("/step_seconds"), (1600 - from) / static_cast<double>(points) + 2);
    }
  }
}

TEST(HistoryJson, HasRisingTimesWhateverIsMissing) {
  std::vector<DecodedSample> samples;
  for (const DecodedSample& sample : ramp(200)) {
    if (static_cast<int>(sample.values[0].second) % 17 > 5) samples.push_back(sample);
  }
  for (const std::size_t points : {0U, 7U, 40U, 100U}) {
    const Json json(history_json(query(1000, 1400, points), samples));
    const std::size_t rows = json.size("/times");
    ASSERT_GT(rows, 1U);
    EXPECT_EQ(json.size("/series/load1/avg"), rows);
    for (std::size_t row = 1; row < rows; ++row) {
      EXPECT_LT(json.number("/times/" + std::to_string(row - 1)),
                json.number("/times/" + std::to_string(row)))
          << points;
    }
  }
}

}  // namespace
}  // namespace mtxmon
