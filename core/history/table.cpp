#include "core/history/table.h"

#include <algorithm>
#include <iterator>

namespace mtxmon {
namespace {

// The column of that id; a new one has no values at all.
HistoryColumn& column_of(HistoryTable& table, ColumnId id) {
  const auto at = std::ranges::lower_bound(table.columns, id, {}, &HistoryColumn::id);
  if (at != table.columns.end() && at->id == id) return *at;
  return *table.columns.insert(at, {id, {}});
}

// Every column has a cell in every row.
void fill(HistoryTable& table) {
  for (HistoryColumn& column : table.columns) column.values.resize(table.keys.size(), kAbsent);
}

// Puts the cells of `rows`, whose keys `table` has, where it has none.
void lay_under(HistoryTable& table, const HistoryTable& rows) {
  std::vector<std::size_t> places;
  places.reserve(rows.keys.size());
  std::size_t place = 0;
  for (const std::int64_t key : rows.keys) {
    while (table.keys[place] != key) ++place;
    places.push_back(place);
  }
  for (const HistoryColumn& from : rows.columns) {
    HistoryColumn& to = column_of(table, from.id);
    to.values.resize(table.keys.size(), kAbsent);
    for (std::size_t row = 0; row < places.size(); ++row) {
      if (to.values[places[row]] == kAbsent) to.values[places[row]] = from.values[row];
    }
  }
}

}  // namespace

const HistoryColumn* HistoryTable::find(ColumnId id) const {
  const auto at = std::ranges::lower_bound(columns, id, {}, &HistoryColumn::id);
  return at != columns.end() && at->id == id ? &*at : nullptr;
}

bool append_row(HistoryTable& table, std::int64_t key, std::span<const HistoryCell> cells) {
  if (!table.empty() && key <= table.keys.back()) return false;
  table.keys.push_back(key);
  for (const HistoryCell& cell : cells) {
    if (cell.value == kAbsent) continue;
    std::vector<std::int64_t>& values = column_of(table, cell.id).values;
    values.resize(table.keys.size(), kAbsent);
    values.back() = cell.value;
  }
  fill(table);
  return true;
}

void merge_rows(HistoryTable& table, const HistoryTable& other) {
  if (other.empty()) return;
  if (!table.empty() && other.keys.front() <= table.keys.back()) {
    HistoryTable merged;
    std::ranges::set_union(table.keys, other.keys, std::back_inserter(merged.keys));
    lay_under(merged, table);
    lay_under(merged, other);
    table = std::move(merged);
    return;
  }
  const std::size_t rows_before = table.keys.size();
  table.keys.insert(table.keys.end(), other.keys.begin(), other.keys.end());
  for (const HistoryColumn& from : other.columns) {
    std::vector<std::int64_t>& values = column_of(table, from.id).values;
    values.resize(rows_before, kAbsent);
    values.insert(values.end(), from.values.begin(), from.values.end());
  }
  fill(table);
}

HistoryTable slice_rows(const HistoryTable& table, std::int64_t from, std::int64_t to) {
  const auto first = std::ranges::lower_bound(table.keys, from);
  const auto last = std::ranges::lower_bound(first, table.keys.end(), to);
  HistoryTable slice;
  if (last <= first) return slice;
  slice.keys.assign(first, last);
  const auto begin = first - table.keys.begin();
  const auto end = last - table.keys.begin();
  for (const HistoryColumn& column : table.columns) {
    std::vector<std::int64_t> values(column.values.begin() + begin, column.values.begin() + end);
    const bool has_value = std::ranges::any_of(values, [](auto value) { return value != kAbsent; });
    if (has_value) slice.columns.push_back({column.id, std::move(values)});
  }
  return slice;
}

}  // namespace mtxmon
