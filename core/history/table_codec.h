// The bytes of a HistoryTable: columns, each packed into as few bits per value as its values need.
// docs/HISTORY_FORMAT.md describes them byte by byte. Pure, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/history/table.h"

namespace mtxmon {

inline constexpr unsigned kHistoryVersion = 1;

// Bounds of one encoded table; what has more is refused, so that a few bytes cannot ask for much
// memory. kMaxCells counts rows × columns that are decoded.
inline constexpr std::size_t kMaxRows = 200'000;
inline constexpr std::size_t kMaxCells = 4'000'000;

// Keys are stored relative to `base`, which makes them short when it is near; it is within
// ± kMaxStored, too. The table keeps to the rules of table.h and to the bounds above; an empty one
// has no bytes.
[[nodiscard]] std::string encode_table(const HistoryTable& table, std::int64_t base);

// Trusts nothing: bytes that break the form or its bounds are an Error that says what is wrong.
// `wanted` names series, in any order; columns of others are skipped without unpacking them. Empty:
// all.
[[nodiscard]] Result<HistoryTable> decode_table(std::string_view bytes, std::int64_t base,
                                                std::span<const std::uint16_t> wanted = {});

}  // namespace mtxmon
