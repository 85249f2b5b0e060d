// The head of a column in the history form: docs/HISTORY_FORMAT.md.
#pragma once

#include <cstdint>

#include "core/history/table.h"

namespace mtxmon {

inline constexpr unsigned kParts = 4;    // numbers per series
inline constexpr unsigned kAllZero = 3;  // instead of a part: 0 in all rows, nothing follows
[[nodiscard]] constexpr std::uint64_t column_number(ColumnId id) {
  return std::uint64_t{id.series} * kParts + static_cast<std::uint64_t>(id.part);
}

// The byte behind the number.
inline constexpr unsigned kWidthMask = 0x3F;
inline constexpr unsigned kDifferences = 0x40;  // packed are the steps from value to value
inline constexpr unsigned kHoles = 0x80;        // a bitmap says which rows have a value

}  // namespace mtxmon
