#include "dashboard/answer.h"

#include <charconv>
#include <functional>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "core/base/log.h"

namespace mtxmon {
namespace {

constexpr std::size_t kMaxFileName = 100;

// The weight of a media type in Accept: "text/csv;q=0.5" → 0.5; 0 when it is not there.
double weight_in(std::string_view accept, std::string_view type) {
  const std::string lower = to_lower(accept);
  std::string_view rest = lower;
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(item.size() < rest.size() ? item.size() + 1 : item.size());
    if (trim(item.substr(0, item.find(';'))) != type) continue;
    const auto q = item.find("q=");
    if (q == std::string_view::npos) return 1;
    double weight = 0;
    std::from_chars(item.data() + q + 2, item.data() + item.size(), weight);
    return weight;
  }
  return 0;
}

std::string file_name(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, kMaxFileName)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || (c == '.' && !out.empty());
    out.push_back(plain ? c : '_');
  }
  return out + ".csv";
}

Response tagged(Response response) {
  const auto tag = std::hash<std::string_view>()(*response.body);
  response.headers.emplace_back("ETag", fmt::format("\"{:016x}\"", tag));
  response.headers.emplace_back("Cache-Control", "no-cache");
  response.headers.emplace_back("Vary", "Accept");
  return response;
}

}  // namespace

Result<AnswerForm> answer_form(const Request& request) {
  if (const auto format = request.parameter("format")) {
    if (*format == "json") return AnswerForm::Json;
    if (*format == "csv") return AnswerForm::Csv;
    return Error{fmt::format("format: \"{}\" is neither json nor csv", printable(*format, 20))};
  }
  const auto accept = request.header("Accept").value_or("");
  const bool csv = weight_in(accept, "text/csv") > weight_in(accept, "application/json");
  return csv ? AnswerForm::Csv : AnswerForm::Json;
}

Response no_redis_answer(const RedisHealth& redis) {
  return Response::error(503, redis.error.empty() ? "not connected to Redis yet" : redis.error);
}

Response json_answer(std::string json) { return tagged(Response::json(std::move(json))); }

Response csv_answer(std::string csv, std::string_view name) {
  Response response;
  response.content_type = "text/csv; charset=utf-8; header=present";
  response.body = std::make_shared<const std::string>(std::move(csv));
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"{}\"", file_name(name)));
  return tagged(std::move(response));
}

}  // namespace mtxmon
