#include "dashboard/history_chart.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "core/history/aggregate.h"
#include "core/history/history_poll.h"
#include "core/history/series.h"
#include "dashboard/row_hold.h"
#include "dashboard/stream_states.h"

namespace mtxmon {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr const Series& kState = series_named("state");

// One row of nothing in each hole. A sample holds for a while; sums are aligned, so one that is
// missing is seen, unless polls are rare.
HistoryTable holes(const HistoryChart& chart, const PollRhythm& rhythm) {
  const auto step = std::max(chart.step_ms, usual_distance(chart.rows.keys));
  const auto longest =
      chart.is_summed
          ? longest_hold_of_sum(chart.rows, chart.step_ms, rhythm).value_or(step * 3 / 2)
          : rhythm.longest_hold_ms(step);
  HistoryTable out;
  const auto& keys = chart.rows.keys;
  for (std::size_t row = 1; row < keys.size(); ++row) {
    if (keys[row] - keys[row - 1] > longest) out.keys.push_back(keys[row - 1] + step);
  }
  return out;
}

std::vector<double> values_of(const HistoryTable& rows, const Series& series, Part part) {
  std::vector<double> out(rows.keys.size(), kNothing);
  const HistoryColumn* column = rows.find({series.number, part});
  if (column == nullptr) return out;
  for (std::size_t row = 0; row < out.size(); ++row) out[row] = shown(series, column->values[row]);
  return out;
}

// mean - below, mean + above; a column that is not there is all zero.
std::vector<double> extremes(const HistoryTable& rows, const Series& series, Part part) {
  std::vector<double> out(rows.keys.size(), kNothing);
  const HistoryColumn* mean = rows.find({series.number, Part::Value});
  if (mean == nullptr) return out;
  const HistoryColumn* distance = rows.find({series.number, part});
  for (std::size_t row = 0; row < out.size(); ++row) {
    if (mean->values[row] == kAbsent) continue;
    std::int64_t away = 0;
    if (distance != nullptr && distance->values[row] != kAbsent) away = distance->values[row];
    out[row] = shown(series, mean->values[row] + (part == Part::BelowMean ? -away : away));
  }
  return out;
}

class ColumnMaker {
 public:
  explicit ColumnMaker(const HistoryChart& chart) : chart_(chart), rows_(chart.rows) {}

  void add(const Series& series) {
    if (series.kind == SeriesKind::State) {
      chart_.is_summed ? add_state_counts() : add_states();
      return;
    }
    columns_.push_back({series.name, "avg", values_of(rows_, series, Part::Value), {}});
    if (!chart_.is_summed || series.kind != SeriesKind::Gauge) return;
    columns_.push_back({series.name, "min", extremes(rows_, series, Part::BelowMean), {}});
    columns_.push_back({series.name, "max", extremes(rows_, series, Part::AboveMean), {}});
  }
  std::vector<ChartColumn> take() { return std::move(columns_); }

 private:
  void add_states() {
    std::vector<std::string_view> words(rows_.keys.size());
    if (const HistoryColumn* column = rows_.find({kState.number, Part::Value})) {
      for (std::size_t row = 0; row < words.size(); ++row) {
        if (column->values[row] == kAbsent) continue;
        const auto state = static_cast<std::size_t>(column->values[row]);
        words[row] = kStateNames[std::min(state, kStateNames.size() - 1)];
      }
    }
    columns_.push_back({kState.name, "value", {}, std::move(words)});
  }

  void add_state_counts() {
    const std::size_t size = rows_.keys.size();
    std::vector<std::string_view> worst(size);
    std::vector<int> rank(size, 0);
    std::vector<double> all(size, 0);
    std::vector<ChartColumn> shares;
    for (std::size_t state = 0; state < kStateNames.size(); ++state) {
      const auto number = static_cast<std::uint16_t>(kStateSamplesNumber + state);
      const HistoryColumn* counts = rows_.find({number, Part::Value});
      if (counts == nullptr) continue;
      ChartColumn& share = shares.emplace_back();
      share = {kState.name, kStateNames[state], std::vector<double>(size, 0), {}};
      for (std::size_t row = 0; row < size; ++row) {
        if (counts->values[row] <= 0) continue;  // also an absent one
        share.numbers[row] = static_cast<double>(counts->values[row]);
        all[row] += share.numbers[row];
        if (kStateRanks[state] <= rank[row]) continue;
        rank[row] = kStateRanks[state];
        worst[row] = kStateNames[state];
      }
    }
    columns_.push_back({kState.name, "value", {}, std::move(worst)});
    for (ChartColumn& share : shares) {
      for (std::size_t row = 0; row < size; ++row)
        share.numbers[row] = all[row] > 0 ? share.numbers[row] / all[row] : kNothing;
      columns_.push_back(std::move(share));
    }
  }

  const HistoryChart& chart_;
  const HistoryTable& rows_;
  std::vector<ChartColumn> columns_;
};

bool is_state_count(std::uint16_t number) {
  return number >= kStateSamplesNumber && number < kStateSamplesNumber + kStateNames.size();
}

std::vector<std::uint16_t> series_in(const HistoryTable& rows) {
  std::vector<std::uint16_t> out;
  const auto add = [&](std::uint16_t number) {
    if (std::ranges::find(out, number) == out.end()) out.push_back(number);
  };
  for (const HistoryColumn& column : rows.columns) {
    const Series* series = series_of(column.id.series);
    if (is_state_count(column.id.series)) add(kState.number);
    if (series != nullptr && series->kind != SeriesKind::Count) add(series->number);
  }
  return out;
}

}  // namespace

std::int64_t bucket_ms(std::int64_t step_ms, std::int64_t first_ms, std::int64_t last_ms,
                       std::size_t points) {
  const auto most = static_cast<std::int64_t>(points);
  const auto multiple_of = [&](std::int64_t parts) {
    return ((last_ms - first_ms) / parts / step_ms + 1) * step_ms;
  };
  const auto bucket = multiple_of(most);
  const auto needed = last_ms / bucket - first_ms / bucket + 1;
  return needed <= most ? bucket : multiple_of(std::max<std::int64_t>(1, most - 1));
}

HistoryChart make_chart(HistoryTable rows, Tier tier, std::int64_t step_ms, bool is_summed,
                        std::size_t points, const PollRhythm& rhythm) {
  HistoryChart chart{tier, step_ms, is_summed, std::move(rows)};
  HistoryTable between = holes(chart, rhythm);
  if (chart.rows.keys.size() + between.keys.size() > points) {
    const auto& keys = chart.rows.keys;
    const auto bucket = bucket_ms(step_ms, keys.front(), keys.back(), points);
    // Of buckets as wide as the distance of polls some would be empty.
    chart.step_ms = std::max(bucket, is_summed ? step_ms : 2 * step_ms);
    chart.is_summed = true;
    chart.rows = aggregate(chart.rows, chart.step_ms);
    between = holes(chart, rhythm);
  }
  merge_rows(chart.rows, between);
  return chart;
}

std::vector<ChartColumn> chart_columns(const HistoryChart& chart,
                                       std::vector<std::uint16_t> series) {
  if (series.empty()) series = series_in(chart.rows);
  ColumnMaker maker(chart);
  for (const std::uint16_t number : series) {
    if (const Series* known = series_of(number)) maker.add(*known);
  }
  return maker.take();
}

}  // namespace mtxmon
