// How long which state was within a row of the history of a stream or node. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/history/table.h"

namespace mtxmon {

// Samples by state within one row; an empty word is what nobody knows.
using StateCounts = std::vector<std::pair<std::string_view, std::int64_t>>;

// What a row of the node says of itself: "up" and "down".
[[nodiscard]] StateCounts node_counts(const HistoryTable& node, std::size_t row);

// What the row of the node and that of the stream with the same key say of the stream; `row` is
// beyond the end when the stream has none. What is missing from the samples of the node was
// `absent`.
[[nodiscard]] StateCounts stream_counts(std::int64_t up_samples, std::int64_t down_samples,
                                        const HistoryTable& stream, std::size_t row,
                                        std::string_view absent);

// How many samples a row stands for: 1 of one that is a sample itself.
[[nodiscard]] std::int64_t samples_in(const HistoryTable& rows, std::size_t row);

}  // namespace mtxmon
