#include "dashboard/records_view.h"

#include <array>
#include <span>
#include <string_view>

#include "core/model/json_writer.h"
#include "dashboard/csv_writer.h"

namespace mtxmon {
namespace {

constexpr auto kEventColumns = std::to_array<std::string_view>(
    {"time", "node", "severity", "type", "stream", "connection", "code", "duration_seconds",
     "count", "first_time", "text", "id"});
constexpr auto kSessionColumns = std::to_array<std::string_view>(
    {"started", "ended", "node", "stream", "protocol", "role", "cause", "inbound_bytes",
     "outbound_bytes", "mean_bits_per_second", "worst_rtt_seconds", "worst_link_loss_ratio",
     "worst_loss_ratio", "worst_discarded_ratio", "remote_addr", "user", "user_agent", "id"});

void write_cell(CsvWriter& csv, const simdjson::dom::element& record, std::string_view column) {
  simdjson::dom::element value;
  if (record[column].get(value) != simdjson::SUCCESS) return void(csv.empty());
  std::string_view text;
  double number = 0;
  if (value.get(text) == simdjson::SUCCESS) return void(csv.text(text));
  if (value.get(number) == simdjson::SUCCESS) return void(csv.number(number));
  csv.empty();
}

}  // namespace

std::string records_json(const RecordPage& page, RecordKind kind) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key(kind == RecordKind::Sessions ? "sessions" : "events").begin_array();
  for (const std::string& record : page.records) json.raw(record);
  json.end_array();
  if (page.next) json.member("next", cursor_text(*page.next));
  json.end_object();
  return out;
}

std::string records_csv(const RecordPage& page, RecordKind kind) {
  const std::span<const std::string_view> columns =
      kind == RecordKind::Sessions ? std::span<const std::string_view>(kSessionColumns)
                                   : kEventColumns;
  std::string out;
  CsvWriter csv(out);
  for (const std::string_view column : columns) csv.text(column);
  csv.end_row();
  simdjson::dom::parser parser;
  for (const std::string& record : page.records) {
    simdjson::dom::element document;
    if (parser.parse(record).get(document) != simdjson::SUCCESS) continue;  // it was read before
    for (const std::string_view column : columns) write_cell(csv, document, column);
    csv.end_row();
  }
  return out;
}

}  // namespace mtxmon
