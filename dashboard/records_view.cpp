#include "dashboard/records_view.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "core/base/log.h"
#include "core/base/time_text.h"
#include "core/model/json_writer.h"
#include "dashboard/time_range.h"

namespace mtxmon {
namespace {

constexpr std::chrono::hours kDefaultRange{24};
constexpr std::size_t kDefaultLimit = 100;
constexpr std::size_t kMaxLimit = 10'000;

struct Record {
  WallTime time;
  std::string json;
};

Result<std::size_t> parse_limit(const Request& request) {
  const auto text = request.parameter("limit");
  if (!text) return kDefaultLimit;
  std::size_t limit = 0;
  const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), limit);
  if (code == std::errc() && end == text->data() + text->size() && limit >= 1 && limit <= kMaxLimit)
    return limit;
  return Error{
      fmt::format("limit: \"{}\" is not a number from 1 to {}", printable(*text, 20), kMaxLimit)};
}

// Nothing when it is of another stream, or not ours.
std::optional<Record> take(simdjson::dom::parser& parser, std::string json,
                           const std::optional<std::string>& stream) {
  simdjson::dom::element document;
  std::string_view text;
  if (parser.parse(json).get(document) != simdjson::SUCCESS) return std::nullopt;
  if (stream && (document["stream"].get(text) != simdjson::SUCCESS || text != *stream))
    return std::nullopt;
  for (const char* key : {"time", "ended"}) {
    if (document[key].get(text) != simdjson::SUCCESS) continue;
    if (const auto time = parse_rfc3339(text)) return Record{*time, std::move(json)};
  }
  return std::nullopt;
}

}  // namespace

Response records_answer(Store& store, RecordKind kind, std::string_view member,
                        const Request& request, std::vector<std::string> nodes, WallTime now) {
  const auto range = parse_time_range(request, now, kDefaultRange);
  if (!range) return Response::error(400, range.error().message);
  const auto limit = parse_limit(request);
  if (!limit) return Response::error(400, limit.error().message);
  if (const auto node = request.parameter("node")) nodes = {*node};
  const auto stream = request.parameter("stream");
  simdjson::dom::parser parser;
  std::vector<Record> records;
  for (const std::string& node : nodes) {
    // Of one stream there are as many as are found among all that are kept.
    auto held = store.records(kind, node, range->from, range->to, stream ? kMaxLimit : *limit);
    if (!held) return Response::error(503, held.error().message);
    for (std::string& json : *held) {
      if (auto record = take(parser, std::move(json), stream))
        records.push_back(std::move(*record));
    }
  }
  std::ranges::stable_sort(records, std::ranges::greater(), &Record::time);
  if (records.size() > *limit) records.resize(*limit);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key(member).begin_array();
  for (const Record& record : records) json.raw(record.json);
  json.end_array().end_object();
  return Response::json(std::move(body));
}

}  // namespace mtxmon
