#include "exporter/diagnosis/sentence.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace mtxmon {

std::string percent_text(double ratio) {
  const double percent = ratio * 100;
  if (percent >= 9.95 || percent == 0) return fmt::format("{:.0f} %", percent);
  if (percent >= 0.095) return fmt::format("{:.1f} %", percent);
  return percent >= 0.0095 ? fmt::format("{:.2f} %", percent) : "less than 0.01 %";
}

std::string milliseconds_text(double seconds) {
  const double milliseconds = seconds * 1000;
  return milliseconds < 9.5 ? fmt::format("{:.1f} ms", milliseconds)
                            : fmt::format("{:.0f} ms", milliseconds);
}

std::string duration_text(double seconds) {
  if (seconds < 119.5) return fmt::format("{:.0f} s", std::max(0.0, seconds));
  if (seconds < 119.5 * 60) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.0f} h", seconds / 3600);
}

std::string bit_rate_text(double bits_per_second) {
  if (bits_per_second >= 999'500) return fmt::format("{:.1f} Mbit/s", bits_per_second / 1e6);
  return fmt::format("{:.0f} kbit/s", bits_per_second / 1e3);
}

std::string list_text(std::span<const std::string> names, std::size_t most) {
  // One more is named rather than counted.
  const std::size_t shown = names.size() <= most + 1 ? names.size() : most;
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == names.size() && i > 0;
    text += (i == 0 ? "" : last ? " and " : ", ") + names[i];
  }
  if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

std::string count_text(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace mtxmon
