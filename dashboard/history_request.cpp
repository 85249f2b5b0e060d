#include "dashboard/history_request.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/history/series.h"

namespace mtxmon {
namespace {

constexpr std::chrono::seconds kDefaultRange{600};
// With fewer, a range that lies across the edge of a bucket would not fit however wide that is.
constexpr std::size_t kMinPoints = 2;
constexpr std::size_t kMaxPoints = 100'000;
// Points × series: some 50 MB of JSON, with minima and maxima.
constexpr std::size_t kMaxValues = 1'000'000;

Error unknown_series(std::string_view name) {
  std::vector<std::string_view> known;
  for (const Series& series : kSeries) {
    if (series.kind != SeriesKind::Count) known.push_back(series.name);
  }
  return Error{fmt::format("series: \"{}\" is unknown; there are {}", printable(name, 40),
                           fmt::join(known, ", "))};
}

// Each once: a name must not become two members of one object.
Result<std::vector<std::uint16_t>> parse_series(std::string_view names) {
  std::vector<std::uint16_t> numbers;
  while (!names.empty()) {
    const auto name = names.substr(0, names.find(','));
    names.remove_prefix(name.size() < names.size() ? name.size() + 1 : name.size());
    if (name.empty()) continue;
    const Series* series = find_series(name);
    if (series == nullptr || series->kind == SeriesKind::Count) return unknown_series(name);
    if (std::ranges::find(numbers, series->number) == numbers.end())
      numbers.push_back(series->number);
  }
  return numbers;
}

Result<std::size_t> parse_points(const std::string& text) {
  std::size_t points = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, points);
  if (parsed.ec == std::errc() && parsed.ptr == end && points >= kMinPoints &&
      points <= kMaxPoints) {
    return points;
  }
  return Error{fmt::format("points: \"{}\" is not a number from {} to {}", printable(text, 20),
                           kMinPoints, kMaxPoints)};
}

}  // namespace

Result<HistoryRequest> parse_history_request(const Request& request, WallTime now) {
  auto subject = parse_subject(request);
  if (!subject) return std::move(subject).error();
  auto series = parse_series(request.parameter("series").value_or(""));
  if (!series) return std::move(series).error();
  auto range = parse_time_range(request, now, kDefaultRange);
  if (!range) return std::move(range).error();
  auto form = answer_form(request);
  if (!form) return std::move(form).error();
  HistoryRequest out{std::move(*subject), std::move(*series), *range, {}, *form};
  out.points = HistoryRequest().points;
  if (const auto text = request.parameter("points")) {
    auto points = parse_points(*text);
    if (!points) return std::move(points).error();
    out.points = *points;
  }
  const auto is_shown = [](const Series& one) { return one.kind != SeriesKind::Count; };
  const auto columns = out.series.empty()
                           ? static_cast<std::size_t>(std::ranges::count_if(kSeries, is_shown))
                           : out.series.size();
  if (out.points * columns > kMaxValues) {
    return Error{
        fmt::format("points: {} points of {} series are more than {} values; ask for fewer points, "
                    "or name the series",
                    out.points, columns, kMaxValues)};
  }
  return out;
}

}  // namespace mtxmon
