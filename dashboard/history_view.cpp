#include "dashboard/history_view.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/time_text.h"
#include "core/model/json_writer.h"

namespace mtxmon {
namespace {

// One missing sample is jitter; two are a gap.
constexpr double kGapSteps = 2.5;

struct Row {
  double time;
  std::vector<std::optional<double>> values;
};

double unix_seconds(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

Row row_of(const DecodedSample& sample, const std::vector<std::string>& series) {
  Row row{unix_seconds(sample.time), std::vector<std::optional<double>>(series.size())};
  for (const auto& [name, value] : sample.values) {
    const auto found = std::ranges::find(series, name);
    if (found != series.end()) row.values[static_cast<std::size_t>(found - series.begin())] = value;
  }
  return row;
}

// The mean of rows that fall into the same bucket of `width` seconds, counted from `start`.
std::vector<Row> average(const std::vector<Row>& rows, double start, double width) {
  const auto bucket_of = [&](const Row& row) { return std::floor((row.time - start) / width); };
  std::vector<Row> out;
  for (std::size_t begin = 0; begin < rows.size();) {
    const double bucket = bucket_of(rows[begin]);
    std::size_t end = begin;
    while (end < rows.size() && bucket_of(rows[end]) == bucket) ++end;
    Row mean{start + bucket * width, std::vector<std::optional<double>>(rows[begin].values.size())};
    for (std::size_t column = 0; column < mean.values.size(); ++column) {
      double sum = 0;
      int count = 0;
      for (std::size_t i = begin; i < end; ++i) {
        if (rows[i].values[column]) sum += *rows[i].values[column], ++count;
      }
      if (count > 0) mean.values[column] = sum / count;
    }
    out.push_back(std::move(mean));
    begin = end;
  }
  return out;
}

}  // namespace

std::string history_json(const HistoryQuery& query, const std::vector<DecodedSample>& samples) {
  std::vector<Row> rows;
  rows.reserve(samples.size());
  for (const DecodedSample& sample : samples) rows.push_back(row_of(sample, query.series));
  double step = query.step_seconds;
  if (query.points > 0 && rows.size() > query.points) {
    const double start = unix_seconds(query.from);
    const double range = unix_seconds(query.to) - start;
    // Wider than range / points, so that a sample at `to` does not need one bucket more.
    step *= std::floor(range / static_cast<double>(query.points) / step) + 1;
    rows = average(rows, start, step);
  }
  std::vector<Row> with_gaps;
  with_gaps.reserve(rows.size());
  for (Row& row : rows) {
    if (!with_gaps.empty() && row.time - with_gaps.back().time > kGapSteps * step) {
      with_gaps.push_back(
          {with_gaps.back().time + step, std::vector<std::optional<double>>(query.series.size())});
    }
    with_gaps.push_back(std::move(row));
  }

  std::string out;
  JsonWriter json(out);
  json.begin_object().member(
      "tier", format_duration(Milliseconds(std::llround(query.step_seconds * 1000))));
  json.member("step_seconds", step).key("times").begin_array();
  for (const Row& row : with_gaps) json.value(row.time);
  json.end_array().key("series").begin_object();
  for (std::size_t column = 0; column < query.series.size(); ++column) {
    json.key(query.series[column]).begin_object().key("avg").begin_array();
    for (const Row& row : with_gaps) {
      if (row.values[column]) {
        json.value(*row.values[column]);
      } else {
        json.null();
      }
    }
    json.end_array().end_object();
  }
  json.end_object().end_object();
  return out;
}

}  // namespace mtxmon
