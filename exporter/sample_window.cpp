#include "exporter/sample_window.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mtxmon {

void SampleWindow::add(SteadyTime at, const Counters& counters, const Gauges& gauges) {
  if (samples_.empty()) first_at_ = at;
  Sample sample;
  sample.at = at;
  if (!samples_.empty()) sample.sums = samples_.back().sums;
  for (std::size_t i = 0; i < kCounters; ++i) {
    if (!counters[i]) continue;
    if (!last_[i]) {
      known_since_[i] = at;
    } else if (i != reported_ || *counters[i] > *last_[i]) {
      sample.sums[i] += counter_delta(*last_[i], *counters[i]);
    }
    last_[i] = counters[i];
  }
  for (std::size_t i = 0; i < kGauges; ++i) {
    sample.gauges[i] =
        gauges[i] ? static_cast<float>(*gauges[i]) : std::numeric_limits<float>::quiet_NaN();
  }
  samples_.push_back(sample);
  // One sample older than the longest window stays: the window begins there.
  const auto old = std::ranges::find_if(samples_, [&](const Sample& one) {
    return at - one.at < std::chrono::milliseconds(kLongest);
  });
  if (old - samples_.begin() > 1) samples_.erase(samples_.begin(), old - 1);
}

void SampleWindow::clear() {
  samples_.clear();
  last_.fill(std::nullopt);
}

std::size_t SampleWindow::index_at(std::chrono::milliseconds age) const {
  const SteadyTime limit = samples_.back().at - age;
  for (std::size_t i = samples_.size(); i-- > 0;) {
    if (samples_[i].at <= limit) return i;
  }
  return 0;
}

std::optional<SampleWindow::Growth> SampleWindow::growth(std::size_t counter,
                                                         std::chrono::milliseconds length,
                                                         std::chrono::milliseconds lag) const {
  if (samples_.empty() || !last_[counter]) return std::nullopt;
  const Sample& end = samples_[index_at(lag)];
  const Sample& begin = samples_[index_at(lag + length)];
  const SteadyTime from = std::max(begin.at, known_since_[counter]);
  if (end.at <= from) return std::nullopt;
  return Growth{static_cast<double>(end.sums[counter] - begin.sums[counter]),
                to_seconds(end.at - from),
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
  for (std::size_t i = samples_.size(); i-- > 0 && count < values.size();) {
    if (samples_.back().at - samples_[i].at >= length) break;
    if (!std::isnan(samples_[i].gauges[gauge])) values[count++] = samples_[i].gauges[gauge];
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
