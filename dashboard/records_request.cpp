#include "dashboard/records_request.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "core/base/log.h"

namespace mtxmon {
namespace {

constexpr std::chrono::hours kDefaultRange{24};
constexpr std::size_t kMaxLimit = 10'000;

Result<std::size_t> parse_limit(const std::string& text) {
  std::size_t limit = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, limit);
  if (parsed.ec == std::errc() && parsed.ptr == end && limit >= 1 && limit <= kMaxLimit)
    return limit;
  return Error{
      fmt::format("limit: \"{}\" is not a number from 1 to {}", printable(text, 20), kMaxLimit)};
}

Result<std::vector<RecordKind>> kinds_of(const Request& request, RecordKind kind) {
  if (kind == RecordKind::Sessions) return std::vector<RecordKind>{kind};
  const std::string readers = request.parameter("readers").value_or("0");
  if (readers == "0") return std::vector<RecordKind>{RecordKind::Events};
  if (readers == "1") return std::vector<RecordKind>{RecordKind::ReaderEvents};
  if (readers == "all")
    return std::vector<RecordKind>{RecordKind::Events, RecordKind::ReaderEvents};
  return Error{fmt::format("readers: \"{}\" is neither 0 nor 1 nor all", printable(readers, 20))};
}

}  // namespace

Result<RecordsRequest> parse_records_request(const Request& request, RecordKind kind,
                                             WallTime now) {
  RecordsRequest out;
  auto kinds = kinds_of(request, kind);
  if (!kinds) return std::move(kinds).error();
  out.kinds = std::move(*kinds);
  out.node = request.parameter("node");
  auto range = parse_time_range(request, now, kDefaultRange);
  if (!range) return std::move(range).error();
  out.range = *range;
  auto filter = RecordFilter::parse(request, kind);
  if (!filter) return std::move(filter).error();
  out.filter = std::move(*filter);
  auto form = answer_form(request);
  if (!form) return std::move(form).error();
  out.form = *form;
  if (const auto text = request.parameter("limit")) {
    auto limit = parse_limit(*text);
    if (!limit) return std::move(limit).error();
    out.limit = *limit;
  }
  if (const auto text = request.parameter("cursor")) {
    out.after = parse_cursor(*text);
    if (!out.after) return Error{"cursor: this is not what an earlier answer called next"};
    out.range.from = out.after->from;
  }
  return out;
}

}  // namespace mtxmon
