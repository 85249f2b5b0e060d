#include "core/history/aggregate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "core/history/series.h"
#include "core/history/tier.h"

namespace mtxmon {
namespace {

using Values = std::vector<std::int64_t>;

SeriesKind kind_of(std::uint16_t number) {
  const Series* series = series_of(number);
  return series == nullptr ? SeriesKind::Gauge : series->kind;
}

std::int64_t clamped(std::int64_t value) { return std::clamp(value, -kMaxStored, kMaxStored); }

// A gauge within one bucket.
struct Spread {
  double weighted_sum = 0, weight = 0;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = std::numeric_limits<std::int64_t>::min();

  [[nodiscard]] std::int64_t mean() const {
    return std::clamp(static_cast<std::int64_t>(std::llround(weighted_sum / weight)), least, most);
  }
};

class Aggregation {
 public:
  Aggregation(const HistoryTable& rows, std::int64_t step_ms)
      : rows_(rows), samples_(rows.keys.size(), 1) {
    buckets_.reserve(rows.keys.size());
    for (const std::int64_t key : rows.keys) {
      const std::int64_t start = floor_to(key, step_ms);
      if (out_.empty() || out_.keys.back() != start) out_.keys.push_back(start);
      buckets_.push_back(out_.keys.size() - 1);
    }
    if (const HistoryColumn* given = rows.find({kSamplesNumber, Part::Value})) {
      for (std::size_t row = 0; row < samples_.size(); ++row)
        samples_[row] = std::max<std::int64_t>(given->values[row], 1);  // an absent one is below 1
    }
  }

  HistoryTable table() && {
    for (std::size_t row = 0; row < samples_.size(); ++row)
      count(kSamplesNumber, row, samples_[row]);
    for (const HistoryColumn& column : rows_.columns) {
      if (column.id.part == Part::Value) add(column);
    }
    for (auto& [number, values] : counts_)
      out_.columns.push_back({{number, Part::Value}, std::move(values)});
    std::ranges::sort(out_.columns, {}, &HistoryColumn::id);
    return std::move(out_);
  }

 private:
  [[nodiscard]] Values no_values() const { return Values(out_.keys.size(), kAbsent); }

  void add(const HistoryColumn& column) {
    switch (kind_of(column.id.series)) {
      case SeriesKind::Gauge:
        return add_gauge(column);
      case SeriesKind::Total:
        return add_total(column);
      case SeriesKind::State:
        return add_state(column);
      case SeriesKind::Count:
        return add_count(column);
    }
  }

  void add_gauge(const HistoryColumn& means) {
    const std::uint16_t number = means.id.series;
    const HistoryColumn* below = rows_.find({number, Part::BelowMean});
    const HistoryColumn* above = rows_.find({number, Part::AboveMean});
    const auto part = [](const HistoryColumn* column, std::size_t row) {
      return column == nullptr ? 0 : std::max<std::int64_t>(column->values[row], 0);
    };
    std::vector<Spread> spreads(out_.keys.size());
    for (std::size_t row = 0; row < buckets_.size(); ++row) {
      const std::int64_t mean = means.values[row];
      if (mean == kAbsent) continue;
      Spread& spread = spreads[buckets_[row]];
      const auto weight = static_cast<double>(samples_[row]);
      spread.weighted_sum += static_cast<double>(mean) * weight;
      spread.weight += weight;
      spread.least = std::min(spread.least, clamped(mean - part(below, row)));
      spread.most = std::max(spread.most, clamped(mean + part(above, row)));
    }
    Values mean = no_values(), below_mean = no_values(), above_mean = no_values();
    bool varies_below = false, varies_above = false;
    for (std::size_t bucket = 0; bucket < spreads.size(); ++bucket) {
      const Spread& spread = spreads[bucket];
      if (spread.weight == 0) continue;
      mean[bucket] = spread.mean();
      below_mean[bucket] = clamped(mean[bucket] - spread.least);
      above_mean[bucket] = clamped(spread.most - mean[bucket]);
      varies_below = varies_below || below_mean[bucket] != 0;
      varies_above = varies_above || above_mean[bucket] != 0;
    }
    out_.columns.push_back({means.id, std::move(mean)});
    if (varies_below) out_.columns.push_back({{number, Part::BelowMean}, std::move(below_mean)});
    if (varies_above) out_.columns.push_back({{number, Part::AboveMean}, std::move(above_mean)});
  }

  void add_total(const HistoryColumn& column) {
    Values last = no_values();
    for (std::size_t row = 0; row < buckets_.size(); ++row) {
      if (column.values[row] != kAbsent) last[buckets_[row]] = column.values[row];
    }
    out_.columns.push_back({column.id, std::move(last)});
  }

  void add_state(const HistoryColumn& column) {
    constexpr std::size_t kUnknown = kStateNames.size() - 1;
    for (std::size_t row = 0; row < buckets_.size(); ++row) {
      if (column.values[row] == kAbsent) continue;
      const auto state = std::min(static_cast<std::size_t>(column.values[row]), kUnknown);
      count(static_cast<std::uint16_t>(kStateSamplesNumber + state), row, samples_[row]);
    }
  }

  void add_count(const HistoryColumn& column) {
    if (column.id.series == kSamplesNumber) return;
    for (std::size_t row = 0; row < buckets_.size(); ++row) {
      if (column.values[row] != kAbsent) count(column.id.series, row, column.values[row]);
    }
  }

  void count(std::uint16_t number, std::size_t row, std::int64_t samples) {
    Values& values = counts_[number];
    if (values.empty()) values = no_values();
    std::int64_t& sum = values[buckets_[row]];
    sum = clamped((sum == kAbsent ? 0 : sum) + samples);
  }

  const HistoryTable& rows_;
  Values samples_;                    // how many each row stands for
  std::vector<std::size_t> buckets_;  // of each row
  std::map<std::uint16_t, Values> counts_;
  HistoryTable out_;
};

}  // namespace

HistoryTable aggregate(const HistoryTable& rows, std::int64_t step_ms) {
  return Aggregation(rows, step_ms).table();
}

}  // namespace mtxmon
