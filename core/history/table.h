// HistoryTable: time series side by side, as they are stored: rows with a key, columns of integers.
// Plain data; pure functions, any thread.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace mtxmon {

// The value of a cell that has none.
inline constexpr std::int64_t kAbsent = std::numeric_limits<std::int64_t>::min();
// Keys and values are within ± this, so that no difference of two overflows.
inline constexpr std::int64_t kMaxStored = std::int64_t{1} << 61;

// What of a series a column holds. Sums over time have three: mean, mean - minimum, maximum - mean.
enum class Part : std::uint8_t { Value = 0, BelowMean = 1, AboveMean = 2 };

struct ColumnId {
  std::uint16_t series = 0;  // its number in series.h
  Part part = Part::Value;

  // The check takes the 0 of a three-way comparison for a null pointer.
  friend auto operator<=>(const ColumnId&,
                          const ColumnId&) = default;  // NOLINT(modernize-use-nullptr)
};

struct HistoryColumn {
  ColumnId id;
  std::vector<std::int64_t> values;  // one per key, kAbsent where there is none

  friend bool operator==(const HistoryColumn&, const HistoryColumn&) = default;
};

struct HistoryTable {
  std::vector<std::int64_t> keys;      // strictly ascending: wall time in ms, or numbers of things
  std::vector<HistoryColumn> columns;  // strictly ascending by id, none without a value

  [[nodiscard]] bool empty() const { return keys.empty(); }
  // Null when the table has none of that id.
  [[nodiscard]] const HistoryColumn* find(ColumnId id) const;

  friend bool operator==(const HistoryTable&, const HistoryTable&) = default;
};

struct HistoryCell {
  ColumnId id;
  std::int64_t value = kAbsent;
};

// Adds one row below the others; cells in any order, absent ones are as if not named, of two with
// one id the later counts. False, and nothing is added, when the key is not above the last one.
bool append_row(HistoryTable& table, std::int64_t key, std::span<const HistoryCell> cells);

// Adds the rows of `other`. Where both have a key, the cells of `table` stay and those of `other`
// fill what is absent. Fast when all rows of `other` come after those of `table`.
void merge_rows(HistoryTable& table, const HistoryTable& other);

// The rows with from <= key < to.
[[nodiscard]] HistoryTable slice_rows(const HistoryTable& table, std::int64_t from,
                                      std::int64_t to);

}  // namespace mtxmon
