#include "dashboard/history_chart.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/history/aggregate.h"
#include "core/history/series.h"
#include "dashboard/history_view.h"
#include "tests/unit/dashboard/documents.h"

namespace mtxmon {
namespace {

constexpr std::int64_t kStep = 2000;
constexpr std::int64_t kStart = 1'000'000;

std::uint16_t number_of(std::string_view series) { return find_series(series)->number; }

void add_row(HistoryTable& rows, std::int64_t ms,
             const std::vector<std::pair<std::string_view, double>>& values) {
  std::vector<HistoryCell> cells;
  for (const auto& [name, value] : values) {
    const Series& series = *find_series(name);
    cells.push_back({{series.number}, stored(series, value)});
  }
  ASSERT_TRUE(append_row(rows, ms, cells));
}

// load1 = 0, 1, 2 …, a sample each 2 s.
HistoryTable ramp(int count, std::int64_t start = kStart, std::int64_t step = 2000) {
  HistoryTable rows;
  for (int i = 0; i < count; ++i) add_row(rows, start + i * step, {{"load1", i}});
  return rows;
}

HistoryTable states(const std::vector<std::string_view>& words) {
  HistoryTable rows;
  std::int64_t key = kStart;
  for (const auto word : words) {
    const auto state = std::ranges::find(kStateNames, word) - kStateNames.begin();
    add_row(rows, key, {{"state", static_cast<double>(state)}});
    key += 2000;
  }
  return rows;
}

Json json_of(const HistoryChart& chart, const std::vector<std::string_view>& series = {}) {
  std::vector<std::uint16_t> numbers;
  for (const auto name : series) numbers.push_back(number_of(name));
  return Json(history_json(chart, numbers));
}

HistoryChart samples(HistoryTable rows, std::size_t points = 600) {
  return make_chart(std::move(rows), Tier::Samples, kStep, false, points, {});
}

TEST(HistoryChart, IsOneRowPerSample) {
  EXPECT_EQ(history_json(samples(ramp(3)), {}),
            R"({"tier":"samples","step_seconds":2,"times":[1000,1002,1004],)"
            R"("series":{"load1":{"avg":[0,1,2]}}})");
}

TEST(HistoryChart, OfNothingHasTheColumnsThatWereAskedFor) {
  EXPECT_EQ(history_json(samples({}), {}),
            R"({"tier":"samples","step_seconds":2,"times":[],"series":{}})");
  EXPECT_EQ(history_json(samples({}), {number_of("load1"), number_of("state")}),
            R"({"tier":"samples","step_seconds":2,"times":[],)"
            R"("series":{"load1":{"avg":[]},"state":{"value":[]}}})");
}

TEST(HistoryChart, KeepsMilliseconds) {
  const Json json = json_of(samples(ramp(2, kStart + 123)));
  EXPECT_EQ(json.raw("/times"), "[1000.123,1002.123]");
}

TEST(HistoryChart, BreaksTheLineAtAHoleWithOneRowOfNulls) {
  HistoryTable rows = ramp(2);
  add_row(rows, 1'030'000, {{"load1", 9}});
  const Json json = json_of(samples(std::move(rows)));
  EXPECT_EQ(json.raw("/times"), "[1000,1002,1004,1030]");
  EXPECT_EQ(json.raw("/series/load1/avg"), "[0,1,null,9]");
}

TEST(HistoryChart, TakesAPollThatHangsForNoHole) {
  HistoryTable rows = ramp(5);
  add_row(rows, kStart + 14'000, {{"load1", 9}});
  EXPECT_EQ(make_chart(rows, Tier::Samples, kStep, false, 600, {2000, 5000}).rows.keys.size(), 6U);
  EXPECT_EQ(make_chart(rows, Tier::Samples, kStep, false, 600, {2000, 1000}).rows.keys.size(), 7U);
}

TEST(HistoryChart, TakesOneMissingSampleForJitter) {
  HistoryTable rows;
  add_row(rows, 1'000'000, {{"load1", 1}});
  add_row(rows, 1'004'100, {{"load1", 2}});
  add_row(rows, 1'008'000, {{"load1", 3}});
  EXPECT_EQ(json_of(samples(std::move(rows))).raw("/series/load1/avg"), "[1,2,3]");
}

TEST(HistoryChart, KnowsThatPollsWereSlowerOnce) {
  EXPECT_EQ(json_of(samples(ramp(5, kStart, 30'000))).size("/times"), 5U)
      << "no row of nulls between all of them";
}

TEST(HistoryChart, SeesThatASumIsMissing) {
  HistoryTable rows = aggregate(ramp(25), 10'000);
  rows.keys.back() += 10'000;
  const auto chart = make_chart(std::move(rows), Tier::TenSeconds, 10'000, true, 600, {});
  const Json json = json_of(chart, {"load1"});
  EXPECT_EQ(json.text("/tier"), "10s");
  EXPECT_EQ(json.number("/step_seconds"), 10);
  EXPECT_EQ(json.raw("/series/load1/avg"), "[2,7,12,17,null,22]");
}

TEST(HistoryChart, TakesNoBucketForAHoleWherePollsAreRare) {
  for (const std::int64_t interval_ms : {10'001, 15'000, 60'000}) {
    auto rows = aggregate(ramp(61, kStart, interval_ms), 10'000);
    const auto size = rows.keys.size();
    const PollRhythm rhythm{interval_ms, 5000};
    EXPECT_EQ(make_chart(rows, Tier::TenSeconds, 10'000, true, 6000, rhythm).rows.keys.size(),
              size);
    rows.keys.back() += 200'000;
    EXPECT_EQ(make_chart(rows, Tier::TenSeconds, 10'000, true, 6000, rhythm).rows.keys.size(),
              size + 1);
  }
}

TEST(HistoryChart, HasNullWhereARowLacksASeries) {
  HistoryTable rows;
  add_row(rows, 1'000'000, {{"load1", 1}});
  add_row(rows, 1'002'000, {{"cpu_usage_ratio", 0.5}, {"load1", 2}, {"memory_used_bytes", 7}});
  const Json json =
      json_of(samples(std::move(rows)), {"load1", "cpu_usage_ratio", "swap_used_bytes"});
  EXPECT_EQ(json.raw("/series/load1/avg"), "[1,2]");
  EXPECT_EQ(json.raw("/series/cpu_usage_ratio/avg"), "[null,0.5]");
  EXPECT_EQ(json.raw("/series/swap_used_bytes/avg"), "[null,null]");
  EXPECT_FALSE(json.has("/series/memory_used_bytes"));
}

TEST(HistoryChart, SumsUpNeighboursIntoAlignedBuckets) {
  const auto chart = samples(ramp(6), 3);
  const Json json = json_of(chart);
  EXPECT_EQ(json.text("/tier"), "samples");
  EXPECT_EQ(json.number("/step_seconds"), 4);
  EXPECT_EQ(json.raw("/times"), "[1000,1004,1008]");
  EXPECT_EQ(json.raw("/series/load1/avg"), "[0.5,2.5,4.5]");
  EXPECT_EQ(json.raw("/series/load1/min"), "[0,2,4]");
  EXPECT_EQ(json.raw("/series/load1/max"), "[1,3,5]");
}

TEST(HistoryChart, SumsUpAtLeastTwoSamples) {
  const auto chart = samples(ramp(301, kStart, 1990), 300);
  EXPECT_TRUE(chart.is_summed);
  EXPECT_EQ(chart.step_ms, 2 * kStep) << "a bucket as wide as the distance of polls may be empty";
}

TEST(HistoryChart, SumsOfSumsKeepTheExtremes) {
  auto tens = aggregate(ramp(60), 10'000);  // two minutes
  const auto chart = make_chart(std::move(tens), Tier::TenSeconds, 10'000, true, 4, {});
  const Json json = json_of(chart);
  EXPECT_EQ(json.number("/step_seconds"), 40);
  EXPECT_EQ(json.raw("/times"), "[1000,1040,1080]");
  EXPECT_EQ(json.raw("/series/load1/min"), "[0,20,40]");
  EXPECT_EQ(json.raw("/series/load1/max"), "[19,39,59]");
  EXPECT_EQ(json.raw("/series/load1/avg"), "[9.5,29.5,49.5]");
}

TEST(HistoryChart, OfASteadyValueHasEqualExtremes) {
  HistoryTable rows;
  for (int i = 0; i < 10; ++i) add_row(rows, kStart + std::int64_t{i} * 2000, {{"readers", 3}});
  const Json json = json_of(
      make_chart(aggregate(rows, 10'000), Tier::TenSeconds, 10'000, true, 600, {}), {"readers"});
  EXPECT_EQ(json.raw("/series/readers"), R"({"avg":[3,3],"min":[3,3],"max":[3,3]})");
}

TEST(HistoryChart, OfATotalHasItsLastValue) {
  HistoryTable rows;
  for (int i = 0; i < 10; ++i)
    add_row(rows, kStart + std::int64_t{i} * 2000, {{"inbound_bytes_total", 100.0 * i}});
  const Json json =
      json_of(make_chart(aggregate(rows, 10'000), Tier::TenSeconds, 10'000, true, 600, {}));
  EXPECT_EQ(json.raw("/series/inbound_bytes_total"), R"({"avg":[400,900]})");
}

TEST(HistoryChart, SaysStatesAsWords) {
  const Json json = json_of(samples(states({"live", "stalled", "gone"})));
  EXPECT_EQ(json.raw("/series"), R"({"state":{"value":["live","stalled","gone"]}})");
}

TEST(HistoryChart, ABucketsStateIsItsWorstWithTheShareOfEach) {
  const auto rows =
      states({"live", "live", "live", "stalled", "live", "live", "live", "live", "live", "live"});
  const Json json = json_of(
      make_chart(aggregate(rows, 10'000), Tier::TenSeconds, 10'000, true, 600, {}), {"state"});
  EXPECT_EQ(json.raw("/series/state"),
            R"({"value":["stalled","live"],"live":[0.8,1],"stalled":[0.2,0]})");
}

TEST(HistoryChart, OfAllSeriesHasStatesAndNoCounts) {
  HistoryTable rows = states({"live", "degraded"});
  const Json json =
      json_of(make_chart(aggregate(rows, 10'000), Tier::TenSeconds, 10'000, true, 600, {}));
  EXPECT_EQ(json.raw("/series"),
            R"({"state":{"value":["degraded"],"live":[0.5],"degraded":[0.5]}})");
}

TEST(HistoryChart, AHoleHasNoState) {
  HistoryTable rows = states({"live", "live"});
  rows.keys.back() += 60'000;
  EXPECT_EQ(json_of(samples(rows)).raw("/series/state/value"), R"(["live",null,"live"])");
  rows = states({"live", "live", "live", "live"});
  rows.keys.back() += 60'000;
  EXPECT_EQ(json_of(samples(rows)).raw("/series/state/value"),
            R"(["live","live","live",null,"live"])");
  const auto sums = make_chart(aggregate(rows, 10'000), Tier::TenSeconds, 10'000, true, 600, {});
  EXPECT_EQ(json_of(sums).raw("/series/state/value"), R"(["live",null,"live"])");
}

TEST(HistoryChart, NeverHasMoreRowsThanAskedFor) {
  for (const std::int64_t start : {1'000'000, 999'000, 990'500}) {
    for (std::size_t points = 2; points <= 310; ++points) {
      const auto chart = samples(ramp(301, start), points);
      EXPECT_LE(chart.rows.keys.size(), points) << start;
      if (!chart.is_summed) continue;
      // … nor needlessly few: at most one step wider than it must be for one bucket less.
      EXPECT_LE(static_cast<double>(chart.step_ms),
                600'000.0 / static_cast<double>(points - 1) + 2000);
    }
  }
}

TEST(HistoryChart, HasRisingTimesWhateverIsMissing) {
  const HistoryTable all = ramp(200);
  HistoryTable rows;
  for (std::size_t row = 0; row < all.keys.size(); ++row) {
    if (row % 17 > 5) add_row(rows, all.keys[row], {{"load1", static_cast<double>(row)}});
  }
  for (const std::size_t points : {2U, 7U, 40U, 100U, 600U}) {
    const auto chart = samples(rows, points);
    EXPECT_LE(chart.rows.keys.size(), points);
    EXPECT_EQ(std::ranges::adjacent_find(chart.rows.keys, std::ranges::greater_equal()),
              chart.rows.keys.end());
  }
}

TEST(HistoryCsv, HasARowPerTimeAndAColumnPerPart) {
  HistoryTable rows = ramp(5, 1'795'348'800'000);
  EXPECT_EQ(history_csv(samples(rows), {number_of("load1"), number_of("cpu_usage_ratio")}),
            "time,unix_seconds,load1,cpu_usage_ratio\r\n"
            "2026-11-22T12:00:00.000Z,1795348800,0,\r\n"
            "2026-11-22T12:00:02.000Z,1795348802,1,\r\n"
            "2026-11-22T12:00:04.000Z,1795348804,2,\r\n"
            "2026-11-22T12:00:06.000Z,1795348806,3,\r\n"
            "2026-11-22T12:00:08.000Z,1795348808,4,\r\n");
  const auto sums = make_chart(aggregate(rows, 10'000), Tier::TenSeconds, 10'000, true, 600, {});
  EXPECT_EQ(history_csv(sums, {}),
            "time,unix_seconds,load1_avg,load1_min,load1_max\r\n"
            "2026-11-22T12:00:00.000Z,1795348800,2,0,4\r\n");
}

TEST(HistoryCsv, NamesStates) {
  EXPECT_EQ(history_csv(samples(states({"live"})), {}),
            "time,unix_seconds,state\r\n1970-01-01T00:16:40.000Z,1000,live\r\n");
  const auto sums = make_chart(aggregate(states({"live", "gone"}), 10'000), Tier::TenSeconds,
                               10'000, true, 600, {});
  EXPECT_EQ(history_csv(sums, {}),
            "time,unix_seconds,state,state_live,state_gone\r\n"
            "1970-01-01T00:16:40.000Z,1000,gone,0.5,0.5\r\n");
}

}  // namespace
}  // namespace mtxmon
