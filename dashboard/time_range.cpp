#include "dashboard/time_range.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/base/time_text.h"

namespace mtxmon {
namespace {

constexpr double kMaxUnixSeconds = 253402300799;  // the end of the year 9999

Result<WallTime> parse_time(std::string_view name, const std::string& text) {
  double seconds = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (code == std::errc() && end == text.data() + text.size() && seconds >= 0 &&
      seconds <= kMaxUnixSeconds) {
    return WallTime(Milliseconds(std::llround(seconds * 1000)));
  }
  if (const auto time = parse_rfc3339(text)) return *time;
  return Error{
      fmt::format("{}: \"{}\" is neither Unix seconds nor a time like 2026-11-22T18:00:00Z", name,
                  printable(text, 40))};
}

}  // namespace

Result<TimeRange> parse_time_range(const Request& request, WallTime now,
                                   std::chrono::milliseconds otherwise) {
  TimeRange range{now, now};
  if (const auto to = request.parameter("to")) {
    auto time = parse_time("to", *to);
    if (!time) return std::move(time).error();
    range.to = *time;
  }
  range.from = range.to - otherwise;
  if (const auto from = request.parameter("from")) {
    auto time = parse_time("from", *from);
    if (!time) return std::move(time).error();
    range.from = *time;
  }
  if (range.from > range.to) return Error{"from: is later than to"};
  return range;
}

}  // namespace mtxmon
