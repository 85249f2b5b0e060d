// The grammar that the files of /proc share: lines, fields between blanks, decimal numbers.
//
// Pure functions on views into the caller's text; callable from any thread. Numbers are strict: no
// sign, no rest behind the digits, no overflow.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace mtxmon {

// Without the line ends; a last line without one counts, an empty text has no lines.
[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view text);
// Between blanks and tabs; never an empty field.
[[nodiscard]] std::vector<std::string_view> split_fields(std::string_view line);

[[nodiscard]] std::optional<std::uint64_t> parse_count(std::string_view field);
// "0.10", "1654"; finite and not negative.
[[nodiscard]] std::optional<double> parse_decimal(std::string_view field);

}  // namespace mtxmon
