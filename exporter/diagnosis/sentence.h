// Figures and lists as they stand in sentences for people. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mtxmon {

[[nodiscard]] std::string percent_text(double ratio);             // "0.4 %", "25 %"
[[nodiscard]] std::string milliseconds_text(double seconds);      // "62 ms"
[[nodiscard]] std::string duration_text(double seconds);          // "12 s", "4 min", "3 h"
[[nodiscard]] std::string bit_rate_text(double bits_per_second);  // "1.1 Mbit/s"
// "a, b, c and 6 more"
[[nodiscard]] std::string list_text(std::span<const std::string> names, std::size_t most = 3);
// "1 stream", "3 streams"
[[nodiscard]] std::string count_text(std::size_t count, std::string_view noun);

}  // namespace mtxmon
