#include "core/base/time_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace mtxmon {
namespace {

// Reads exactly `digits` decimal digits at `position` and moves it on.
std::optional<int> read_digits(std::string_view text, std::size_t& position, std::size_t digits) {
  if (position + digits > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = text[position + i];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  position += digits;
  return value;
}

bool skip(std::string_view text, std::size_t& position, char expected) {
  if (position >= text.size() || text[position] != expected) return false;
  ++position;
  return true;
}

// The milliseconds of ".123456789"; digits after the third are cut.
std::optional<int> read_fraction_ms(std::string_view text, std::size_t& position) {
  int ms = 0;
  int scale = 100;
  std::size_t digits = 0;
  while (position < text.size() && text[position] >= '0' && text[position] <= '9') {
    ms += (text[position] - '0') * scale;
    scale /= 10;
    ++position;
    ++digits;
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  return ms;
}

// With leading zeros; more digits than asked for when it does not fit.
void append_digits(std::string& out, long value, std::size_t digits) {
  std::array<char, 20> text{};
  const auto end = std::to_chars(text.begin(), text.end(), value).ptr;
  const auto length = static_cast<std::size_t>(end - text.begin());
  if (length < digits) out.append(digits - length, '0');
  out.append(text.begin(), length);
}

struct Unit {
  std::string_view name;
  double ms;
};
constexpr std::array kUnits = {Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000}, Unit{"h", 3600e3},
                               Unit{"d", 24 * 3600e3}};

}  // namespace

void append_rfc3339(std::string& out, WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  append_digits(out, static_cast<int>(date.year()), 4);
  out.push_back('-');
  append_digits(out, static_cast<unsigned>(date.month()), 2);
  out.push_back('-');
  append_digits(out, static_cast<unsigned>(date.day()), 2);
  out.push_back('T');
  append_digits(out, clock.hours().count(), 2);
  out.push_back(':');
  append_digits(out, clock.minutes().count(), 2);
  out.push_back(':');
  append_digits(out, clock.seconds().count(), 2);
  out.push_back('.');
  append_digits(out, clock.subseconds().count(), 3);
  out.push_back('Z');
}

std::string format_rfc3339(WallTime time) {
  std::string text;
  text.reserve(24);
  append_rfc3339(text, time);
  return text;
}

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  std::size_t at = 0;
  const auto year = read_digits(text, at, 4);
  if (!year || *year <= 1 || !skip(text, at, '-')) return std::nullopt;
  const auto month = read_digits(text, at, 2);
  if (!month || !skip(text, at, '-')) return std::nullopt;
  const auto day = read_digits(text, at, 2);
  if (!day || at >= text.size() || (text[at] != 'T' && text[at] != 't' && text[at] != ' '))
    return std::nullopt;
  ++at;
  const auto hour = read_digits(text, at, 2);
  if (!hour || !skip(text, at, ':')) return std::nullopt;
  const auto minute = read_digits(text, at, 2);
  if (!minute || !skip(text, at, ':')) return std::nullopt;
  const auto second = read_digits(text, at, 2);
  if (!second) return std::nullopt;
  int ms = 0;
  if (skip(text, at, '.')) {
    const auto fraction = read_fraction_ms(text, at);
    if (!fraction) return std::nullopt;
    ms = *fraction;
  }
  std::chrono::minutes offset{0};
  if (!skip(text, at, 'Z') && !skip(text, at, 'z')) {
    if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
    const int sign = text[at] == '-' ? -1 : 1;
    ++at;
    const auto hours = read_digits(text, at, 2);
    if (!hours || !skip(text, at, ':')) return std::nullopt;
    const auto minutes = read_digits(text, at, 2);
    if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    offset = sign * (std::chrono::hours(*hours) + std::chrono::minutes(*minutes));
  }
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (at != text.size() || !date.ok() || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  return WallTime(std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(*hour) +
                  std::chrono::minutes(*minute) + std::chrono::seconds(*second) + Milliseconds(ms) -
                  offset);
}

Result<Milliseconds> parse_duration(std::string_view text) {
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (code == std::errc() && std::isfinite(number) && number >= 0) {
    for (const auto& known : kUnits) {
      if (unit != known.name) continue;
      const double ms = number * known.ms;
      if (ms > 366.0 * 100 * 24 * 3600e3)
        return Error{fmt::format("\"{}\" is longer than 100 years", text)};
      return Milliseconds(static_cast<Milliseconds::rep>(std::llround(ms)));
    }
  }
  return Error{fmt::format(
      "\"{}\" is not a duration; write a number and a unit: 500ms, 2s, 5m, 24h or 7d", text)};
}

std::string format_duration(Milliseconds duration) {
  const auto ms = duration.count();
  if (ms != 0) {
    for (auto unit = kUnits.rbegin(); unit != kUnits.rend(); ++unit) {
      const auto unit_ms = static_cast<Milliseconds::rep>(unit->ms);
      if (ms % unit_ms == 0) return fmt::format("{}{}", ms / unit_ms, unit->name);
    }
  }
  return fmt::format("{}s", ms / 1000);
}

}  // namespace mtxmon
