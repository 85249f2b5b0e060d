#include "core/history/table.h"

#include <map>

#include <gtest/gtest.h>

#include "tests/unit/core/history/random_table.h"

namespace mtxmon {
namespace {

constexpr ColumnId kReaders{6, Part::Value};
constexpr ColumnId kRtt{11, Part::Value};

TEST(HistoryTable, RowsAreAppendedWithHolesWhereACellIsMissing) {
  HistoryTable table;
  const HistoryCell first[] = {{kRtt, 21'000}};
  const HistoryCell second[] = {{kRtt, kAbsent}, {kReaders, 3}};
  EXPECT_TRUE(append_row(table, 1'000, first));
  EXPECT_TRUE(append_row(table, 3'000, second));
  EXPECT_TRUE(append_row(table, 5'000, {}));
  const HistoryTable expected{
      {1'000, 3'000, 5'000},
      {{kReaders, {kAbsent, 3, kAbsent}}, {kRtt, {21'000, kAbsent, kAbsent}}}};
  EXPECT_EQ(table, expected);
}

TEST(HistoryTable, ARowThatIsNotNewerIsRefused) {
  HistoryTable table;
  const HistoryCell cells[] = {{kReaders, 3}};
  EXPECT_TRUE(append_row(table, 1'000, cells));
  EXPECT_FALSE(append_row(table, 1'000, cells));
  EXPECT_FALSE(append_row(table, 999, cells));
  EXPECT_EQ(table.keys.size(), 1u);
}

TEST(HistoryTable, OfTwoCellsOfOneColumnTheLaterCounts) {
  HistoryTable table;
  const HistoryCell cells[] = {{kReaders, 3}, {kReaders, 4}};
  append_row(table, 1'000, cells);
  EXPECT_EQ(table.columns.at(0).values, std::vector<std::int64_t>{4});
}

TEST(HistoryTable, FindsColumnsById) {
  const HistoryTable table{{1}, {{kReaders, {3}}, {kRtt, {21'000}}}};
  EXPECT_EQ(table.find(kRtt), &table.columns[1]);
  EXPECT_EQ(table.find({11, Part::BelowMean}), nullptr);
  EXPECT_EQ(table.find({99, Part::Value}), nullptr);
}

TEST(HistoryTable, MergedRowsInterleaveAndTheOwnCellsStay) {
  HistoryTable table{{1, 3, 5}, {{kReaders, {1, kAbsent, 5}}}};
  const HistoryTable other{{2, 3, 5}, {{kReaders, {2, 33, 55}}, {kRtt, {200, 300, kAbsent}}}};
  merge_rows(table, other);
  const HistoryTable expected{{1, 2, 3, 5},
                              {{kReaders, {1, 2, 33, 5}}, {kRtt, {kAbsent, 200, 300, kAbsent}}}};
  EXPECT_EQ(table, expected);
}

TEST(HistoryTable, MergingWithNothingChangesNothing) {
  const HistoryTable some{{1}, {{kReaders, {3}}}};
  HistoryTable table = some;
  merge_rows(table, {});
  EXPECT_EQ(table, some);
  HistoryTable empty;
  merge_rows(empty, some);
  EXPECT_EQ(empty, some);
}

TEST(HistoryTable, SlicesHaveNoColumnWithoutAValue) {
  const HistoryTable table{{1, 2, 3, 4},
                           {{kReaders, {1, 2, 3, 4}}, {kRtt, {9, kAbsent, kAbsent, 9}}}};
  const HistoryTable expected{{2, 3}, {{kReaders, {2, 3}}}};
  EXPECT_EQ(slice_rows(table, 2, 4), expected);
  EXPECT_EQ(slice_rows(table, -5, 100), table);
  EXPECT_TRUE(slice_rows(table, 5, 9).empty());
  EXPECT_TRUE(slice_rows(table, 4, 2).empty());
}

using Cells = std::map<std::pair<std::int64_t, ColumnId>, std::int64_t>;

Cells cells_of(const HistoryTable& table) {
  Cells cells;
  for (const HistoryColumn& column : table.columns) {
    for (std::size_t row = 0; row < table.keys.size(); ++row) {
      if (column.values[row] != kAbsent)
        cells.emplace(std::pair(table.keys[row], column.id), column.values[row]);
    }
  }
  return cells;
}

TEST(HistoryTable, ATableIsTheMergeOfItsSlices) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    const HistoryTable table = random_table(seed);
    const std::int64_t middle = table.keys[table.keys.size() / 2];
    HistoryTable merged = slice_rows(table, 0, middle);
    merge_rows(merged, slice_rows(table, middle, kMaxStored));
    EXPECT_EQ(merged, table) << seed;
    HistoryTable backwards = slice_rows(table, middle, kMaxStored);
    merge_rows(backwards, slice_rows(table, 0, middle));
    EXPECT_EQ(backwards, table) << seed;
  }
}

TEST(HistoryTable, AMergeHasTheCellsOfBoth) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    HistoryTable table = random_table(seed);
    const HistoryTable other = random_table(seed + 1'000);
    Cells expected = cells_of(table);
    expected.merge(cells_of(other));
    merge_rows(table, other);
    EXPECT_EQ(cells_of(table), expected) << seed;
  }
}

}  // namespace
}  // namespace mtxmon
