#include "exporter/sample_window.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mtxmon {

void SampleWindow::add(SteadyTime at, const Counters& counters, const Gauges& gauges) {
  constexpr float kAbsent = std::numeric_limits<float>::quiet_NaN();
  if (times_.empty()) first_at_ = at;
  times_.push_back(at);
  for (std::size_t i = 0; i < kCounters; ++i) {
    if (!counters[i] && sums_[i].empty()) continue;
    std::uint64_t sum = sums_[i].empty() ? 0 : sums_[i].back();
    if (counters[i] && !last_[i]) known_since_[i] = at;
    if (counters[i] && last_[i] && (i != reported_ || *counters[i] > *last_[i]))
      sum += counter_delta(*last_[i], *counters[i]);
    if (counters[i]) last_[i] = counters[i];
    sums_[i].resize(times_.size() - 1);  // before the counter was known
    sums_[i].push_back(sum);
  }
  for (std::size_t i = 0; i < kGauges; ++i) {
    if (!gauges[i] && gauges_[i].empty()) continue;
    gauges_[i].resize(times_.size() - 1, kAbsent);
    gauges_[i].push_back(gauges[i] ? static_cast<float>(*gauges[i]) : kAbsent);
  }
  // One sample older than the longest window stays: the window begins there.
  const auto young = std::ranges::find_if(
      times_, [&](SteadyTime one) { return at - one < std::chrono::milliseconds(kLongest); });
  if (young - times_.begin() > 1) drop(static_cast<std::size_t>(young - times_.begin()) - 1);
}

void SampleWindow::drop(std::size_t count) {
  const auto cut = [count](auto& column) {
    if (!column.empty())
      column.erase(column.begin(), column.begin() + static_cast<std::ptrdiff_t>(count));
  };
  cut(times_);
  std::ranges::for_each(sums_, cut);
  std::ranges::for_each(gauges_, cut);
}

void SampleWindow::clear() {
  times_.clear();
  for (auto& column : sums_) column.clear();
  for (auto& column : gauges_) column.clear();
  last_.fill(std::nullopt);
}

std::size_t SampleWindow::index_at(std::chrono::milliseconds age) const {
  const SteadyTime limit = times_.back() - age;
  for (std::size_t i = times_.size(); i-- > 0;) {
    if (times_[i] <= limit) return i;
  }
  return 0;
}

std::optional<SampleWindow::Growth> SampleWindow::growth(std::size_t counter,
                                                         std::chrono::milliseconds length,
                                                         std::chrono::milliseconds lag) const {
  if (times_.empty() || !last_[counter]) return std::nullopt;
  const std::size_t end = index_at(lag);
  const std::size_t begin = index_at(lag + length);
  const SteadyTime from = std::max(times_[begin], known_since_[counter]);
  if (times_[end] <= from) return std::nullopt;
  const auto& sums = sums_[counter];
  return Growth{static_cast<double>(sums[end] - sums[begin]), to_seconds(times_[end] - from),
                std::chrono::duration_cast<std::chrono::milliseconds>(from - first_at_)};
}

std::optional<double> SampleWindow::bits_per_second(std::size_t counter,
                                                    std::chrono::milliseconds length) const {
  const auto grown = growth(counter, length);
  return grown ? std::optional(grown->amount * 8 / grown->seconds) : std::nullopt;
}

std::optional<SampleWindow::Summary> SampleWindow::summary(std::size_t gauge,
                                                           std::chrono::milliseconds length) const {
  std::array<float, 512> values;  // more samples than this in a minute: the oldest do not count
  std::size_t count = 0;
  const auto& column = gauges_[gauge];
  for (std::size_t i = column.size(); i-- > 0 && count < values.size();) {
    if (times_.back() - times_[i] >= length) break;
    if (!std::isnan(column[i])) values[count++] = column[i];
  }
  if (count == 0) return std::nullopt;
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < count; ++i) sum += static_cast<double>(values[i]);
  const double mean = sum / static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double distance = static_cast<double>(values[i]) - mean;
    squares += distance * distance;
  }
  const auto begin = values.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(count);
  std::sort(begin, end);
  const auto rank = static_cast<std::size_t>(std::ceil(0.95 * static_cast<double>(count))) - 1;
  return Summary{static_cast<double>(values[0]), mean, static_cast<double>(values[rank]),
                 static_cast<double>(values[count - 1]),
                 std::sqrt(squares / static_cast<double>(count))};
}

void Smoothed::add(SteadyTime at, double value) {
  if (value_) {
    const double half_lives = to_seconds(at - at_) / to_seconds(half_life_);
    const double keep = std::exp2(-half_lives);
    value_ = *value_ * keep + value * (1 - keep);
  } else {
    value_ = value;
  }
  at_ = at;
}

}  // namespace mtxmon
