#include "agent/proc_text.h"

#include <charconv>
#include <cmath>

namespace mtxmon {
namespace {

template <typename T>
std::optional<T> parse_whole(std::string_view field) {
  T number{};
  const char* const end = field.data() + field.size();
  const auto [rest, failure] = std::from_chars(field.data(), end, number);
  if (failure != std::errc{} || rest != end) return std::nullopt;
  return number;
}

}  // namespace

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::vector<std::string_view> split_fields(std::string_view line) {
  constexpr std::string_view kBlanks = " \t";
  std::vector<std::string_view> fields;
  for (auto begin = line.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
    const auto end = line.find_first_of(kBlanks, begin);
    fields.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(kBlanks, end);
  }
  return fields;
}

std::optional<std::uint64_t> parse_count(std::string_view field) {
  return parse_whole<std::uint64_t>(field);
}

std::optional<double> parse_decimal(std::string_view field) {
  const auto number = parse_whole<double>(field);
  if (!number || !std::isfinite(*number) || std::signbit(*number)) return std::nullopt;
  return number;
}

}  // namespace mtxmon
