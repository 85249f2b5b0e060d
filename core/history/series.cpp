#include "core/history/series.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mtxmon {
namespace {

consteval bool numbers_rise() {
  return std::ranges::adjacent_find(kSeries, [](const Series& one, const Series& next) {
           return one.number >= next.number;
         }) == kSeries.end();
}
static_assert(numbers_rise(), "a number is used twice, or the table is out of order");

consteval bool names_differ() {
  for (std::size_t i = 0; i < kSeries.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (kSeries[i].name == kSeries[j].name) return false;
    }
  }
  return true;
}
static_assert(names_differ(), "a name is used twice");

consteval bool every_state_is_counted() {
  for (std::size_t state = 0; state < kStateNames.size(); ++state) {
    const auto series = std::ranges::find(kSeries, kStateSamplesNumber + state, &Series::number);
    if (series == kSeries.end() || series->kind != SeriesKind::Count ||
        !series->name.starts_with("samples_") || series->name.substr(8) != kStateNames[state]) {
      return false;
    }
  }
  return true;
}
static_assert(every_state_is_counted(), "samples_<state> and kStateNames differ");

const Series* pointer(decltype(kSeries)::const_iterator found) {
  return found == kSeries.end() ? nullptr : &*found;
}

}  // namespace

const Series* find_series(std::string_view name) {
  return pointer(std::ranges::find(kSeries, name, &Series::name));
}

const Series* series_of(std::uint16_t number) {
  return pointer(std::ranges::find(kSeries, number, &Series::number));
}

std::int64_t stored(const Series& series, double value) {
  const double scaled = std::round(value * series.scale);
  if (!(std::abs(scaled) <= static_cast<double>(kMaxStored))) return kAbsent;
  return static_cast<std::int64_t>(scaled);
}

double shown(const Series& series, std::int64_t value) {
  if (value == kAbsent) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(value) / series.scale;
}

}  // namespace mtxmon
