#include "core/history/aggregate.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "core/history/series.h"
#include "tests/unit/core/history/random_table.h"

namespace mtxmon {
namespace {

using Values = std::vector<std::int64_t>;

ColumnId id_of(std::string_view name, Part part = Part::Value) {
  return {find_series(name)->number, part};
}
HistoryColumn column(std::string_view name, Values values, Part part = Part::Value) {
  return {id_of(name, part), std::move(values)};
}

TEST(Aggregate, AGaugeIsMeanMinimumAndMaximum) {
  const HistoryTable rows{{0, 2'000, 9'999, 10'000}, {column("rtt_seconds", {10, 20, 31, 50})}};
  const HistoryTable expected{
      {0, 10'000},
      {column("rtt_seconds", {20, 50}), column("rtt_seconds", {10, 0}, Part::BelowMean),
       column("rtt_seconds", {11, 0}, Part::AboveMean), column("samples", {3, 1})}};
  EXPECT_EQ(aggregate(rows, 10'000), expected);
}

TEST(Aggregate, PartsThatAreAllZeroAreLeftOut) {
  const HistoryTable rows{{0, 2'000}, {column("readers", {3, 3})}};
  const HistoryTable expected{{0}, {column("readers", {3}), column("samples", {2})}};
  EXPECT_EQ(aggregate(rows, 10'000), expected);
}

TEST(Aggregate, GapsStayGaps) {
  const HistoryTable rows{{0, 30'000, 32'000},
                          {column("inbound_bytes_total", {kAbsent, kAbsent, 9}),
                           column("rtt_seconds", {5, kAbsent, kAbsent})}};
  const HistoryTable expected{{0, 30'000},
                              {column("inbound_bytes_total", {kAbsent, 9}),
                               column("rtt_seconds", {5, kAbsent}), column("samples", {1, 2})}};
  EXPECT_EQ(aggregate(rows, 10'000), expected);
}

TEST(Aggregate, ATotalIsItsLastValueAlsoAfterAReset) {
  const HistoryTable rows{{0, 2'000, 4'000, 6'000},
                          {column("inbound_bytes_total", {900, 1'000, 10, kAbsent})}};
  EXPECT_EQ(aggregate(rows, 10'000).find(id_of("inbound_bytes_total"))->values, Values{10});
}

TEST(Aggregate, StatesAreCounted) {
  const HistoryTable rows{{0, 2'000, 4'000, 10'000}, {column("state", {0, 0, 2, 77})}};
  const HistoryTable expected{
      {0, 10'000},
      {column("samples", {3, 1}), column("samples_live", {2, kAbsent}),
       column("samples_stalled", {1, kAbsent}), column("samples_unknown", {kAbsent, 1})}};
  EXPECT_EQ(aggregate(rows, 10'000), expected);
}

TEST(Aggregate, SumsWeighAsMuchAsTheirSamples) {
  const HistoryTable rows{
      {0, 10'000, 20'000},
      {column("rtt_seconds", {100, 200, 400}),
       column("rtt_seconds", {50, 0, kAbsent}, Part::BelowMean),
       column("rtt_seconds", {1, 300, kAbsent}, Part::AboveMean),
       column("samples", {1, 3, kAbsent}), column("samples_live", {1, 2, kAbsent})}};
  const HistoryTable expected{
      {0},
      {column("rtt_seconds", {220}), column("rtt_seconds", {170}, Part::BelowMean),
       column("rtt_seconds", {280}, Part::AboveMean), column("samples", {5}),
       column("samples_live", {3})}};
  EXPECT_EQ(aggregate(rows, 60'000), expected);
}

TEST(Aggregate, BucketsBeforeTheEpochBeginBelow) {
  const HistoryTable rows{{-1, 0}, {}};
  EXPECT_EQ(aggregate(rows, 10'000).keys, (Values{-10'000, 0}));
}

TEST(Aggregate, NothingStaysNothing) { EXPECT_EQ(aggregate({}, 10'000), HistoryTable{}); }

TEST(Aggregate, ExtremesDoNotOverflow) {
  const HistoryTable rows{{0, 1},
                          {column("rtt_seconds", {-kMaxStored, kMaxStored}),
                           column("rtt_seconds", {kMaxStored, -5}, Part::BelowMean),
                           column("samples", {kMaxStored, kMaxStored})}};
  const HistoryTable sums = aggregate(rows, 10'000);
  EXPECT_EQ(sums.find(id_of("samples"))->values, Values{kMaxStored});
  EXPECT_EQ(sums.find(id_of("rtt_seconds", Part::AboveMean))->values, Values{kMaxStored});
}

// Every series without holes, as samples of two seconds.
HistoryTable samples(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto below = [&](std::int64_t end) { return static_cast<std::int64_t>(random()) % end; };
  HistoryTable rows;
  std::int64_t key = kBase + below(60'000);
  std::int64_t total = 0;
  for (int row = 0; row < 200; ++row, key += 1'990 + below(20)) {
    if (below(50) == 0) key += below(300'000);
    total = below(40) == 0 ? 0 : total + below(1'000'000);
    const HistoryCell cells[] = {{id_of("state"), below(12)},
                                 {id_of("inbound_bits_per_second"), below(8'000'000)},
                                 {id_of("inbound_bytes_total"), total},
                                 {id_of("rtt_seconds"), below(40'000) - 20'000}};
    append_row(rows, key, cells);
  }
  return rows;
}

TEST(Aggregate, SumsOfSumsAreTheSumsOfTheSamples) {
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    const HistoryTable rows = samples(seed);
    const HistoryTable once = aggregate(rows, 60'000);
    const HistoryTable twice = aggregate(aggregate(rows, 10'000), 60'000);
    ASSERT_EQ(once.keys, twice.keys);
    ASSERT_EQ(once.columns.size(), twice.columns.size());
    for (std::size_t i = 0; i < once.columns.size(); ++i) {
      const ColumnId id = once.columns[i].id;
      ASSERT_EQ(id, twice.columns[i].id);
      if (series_of(id.series)->kind != SeriesKind::Gauge) {
        EXPECT_EQ(once.columns[i], twice.columns[i]) << seed << " " << id.series;
        continue;
      }
      if (id.part != Part::Value) continue;
      for (std::size_t row = 0; row < once.keys.size(); ++row) {
        const auto at = [&](const HistoryTable& table, Part part) {
          return table.find({id.series, part})->values[row];
        };
        const std::int64_t mean = at(once, Part::Value), again = at(twice, Part::Value);
        EXPECT_NEAR(static_cast<double>(mean), static_cast<double>(again), 1);
        EXPECT_EQ(mean - at(once, Part::BelowMean), again - at(twice, Part::BelowMean));
        EXPECT_EQ(mean + at(once, Part::AboveMean), again + at(twice, Part::AboveMean));
      }
    }
  }
}

TEST(Aggregate, AnyTableKeepsTheRulesOfTables) {
  for (std::uint32_t seed = 0; seed < 1'000; ++seed) {
    const HistoryTable rows = random_table(seed);
    const HistoryTable sums = aggregate(rows, seed % 2 == 0 ? 10'000 : 1);
    EXPECT_TRUE(std::ranges::is_sorted(sums.keys, std::ranges::less_equal{}) ||
                sums.keys.size() < 2);
    ColumnId last;
    for (const HistoryColumn& sum : sums.columns) {
      EXPECT_LT(last, sum.id) << seed;
      last = sum.id;
      ASSERT_EQ(sum.values.size(), sums.keys.size()) << seed;
      bool has_value = false;
      for (const std::int64_t value : sum.values) {
        has_value = has_value || value != kAbsent;
        if (value == kAbsent) continue;
        EXPECT_TRUE(value >= -kMaxStored && value <= kMaxStored) << seed;
        if (sum.id.part != Part::Value) {
          EXPECT_GE(value, 0) << seed;
        }
      }
      EXPECT_TRUE(has_value) << seed << ": a column without a value";
    }
  }
}

}  // namespace
}  // namespace mtxmon
