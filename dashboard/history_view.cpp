#include "dashboard/history_view.h"

#include <fmt/format.h>

#include "core/base/time_text.h"
#include "core/model/json_writer.h"
#include "dashboard/csv_writer.h"
#include "dashboard/seconds.h"

namespace mtxmon {
namespace {

void write_values(JsonWriter& json, const ChartColumn& column) {
  json.key(column.part).begin_array();
  for (const double number : column.numbers) json.value(number);  // NaN is null
  for (const std::string_view word : column.words) {
    if (word.empty()) {
      json.null();
    } else {
      json.value(word);
    }
  }
  json.end_array();
}

// A part needs no name when it is the first of its series and what people look at.
std::string csv_name(const std::vector<ChartColumn>& columns, std::size_t index) {
  const ChartColumn& column = columns[index];
  const bool alone = (index == 0 || columns[index - 1].series != column.series) &&
                     (index + 1 == columns.size() || columns[index + 1].series != column.series);
  if (alone || column.part == "value") return std::string(column.series);
  return fmt::format("{}_{}", column.series, column.part);
}

}  // namespace

std::string history_json(const HistoryChart& chart, const std::vector<std::uint16_t>& series) {
  const auto columns = chart_columns(chart, series);
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("tier", form_of(chart.tier).name);
  json.member("step_seconds", seconds_of(chart.step_ms)).key("times").begin_array();
  for (const std::int64_t key : chart.rows.keys) json.value(seconds_of(key));
  json.end_array().key("series").begin_object();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i == 0 || columns[i].series != columns[i - 1].series)
      json.key(columns[i].series).begin_object();
    write_values(json, columns[i]);
    if (i + 1 == columns.size() || columns[i + 1].series != columns[i].series) json.end_object();
  }
  json.end_object().end_object();
  return out;
}

std::string history_csv(const HistoryChart& chart, const std::vector<std::uint16_t>& series) {
  const auto columns = chart_columns(chart, series);
  std::string out;
  CsvWriter csv(out);
  csv.text("time").text("unix_seconds");
  for (std::size_t i = 0; i < columns.size(); ++i) csv.text(csv_name(columns, i));
  csv.end_row();
  for (std::size_t row = 0; row < chart.rows.keys.size(); ++row) {
    const std::int64_t key = chart.rows.keys[row];
    csv.text(format_rfc3339(WallTime(Milliseconds(key)))).number(seconds_of(key));
    for (const ChartColumn& column : columns) {
      if (column.words.empty()) {
        csv.number(column.numbers[row]);
      } else {
        csv.text(column.words[row]);
      }
    }
    csv.end_row();
  }
  return out;
}

}  // namespace mtxmon
