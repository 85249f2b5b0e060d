#include "tests/simulator/http_message.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "tests/simulator/json_text.h"

namespace mtxmon::sim {
namespace {

constexpr std::size_t kLargestUnchunkedBytes =
    2048;  // Go buffers this much before it gives up on Content-Length

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The next piece up to `end`, which is taken off too.
std::string_view next_piece(std::string_view& text, std::string_view end) {
  const std::size_t at = text.find(end);
  const std::string_view piece = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
  return piece;
}

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 301:
      return "Moved Permanently";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 413:
      return "Request Entity Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    default:
      return "Simulated";
  }
}

std::string http_date(WallTime time) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
      kDays.at(std::chrono::weekday{day}.c_encoding()), static_cast<unsigned>(date.day()),
      kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : found->second;
}

bool HttpRequest::keep_alive() const {
  std::string value(header("connection"));
  std::transform(value.begin(), value.end(), value.begin(), lower);
  return http_1_0 ? value == "keep-alive" : value != "close";
}

HttpResponse json_response(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

HttpResponse error_response(int status, std::string_view text) {
  JsonText json;
  json.open_object();
  json.text("status", "error");
  json.text("error", text);
  json.close_object();
  return json_response(status, std::move(json).take());
}

HttpResponse text_response(int status, std::string content_type, std::string body) {
  HttpResponse response = json_response(status, std::move(body));
  response.content_type = std::move(content_type);
  return response;
}

std::optional<HttpRequest> parse_request_head(std::string_view head) {
  HttpRequest request;
  std::string_view line = next_piece(head, "\r\n");
  request.method = next_piece(line, " ");
  std::string_view target = next_piece(line, " ");
  if (request.method.empty() || target.empty() || target.front() != '/' ||
      !line.starts_with("HTTP/1.")) {
    return std::nullopt;
  }
  request.http_1_0 = line == "HTTP/1.0";
  request.path = next_piece(target, "?");
  request.query = target;
  while (!head.empty()) {
    line = next_piece(head, "\r\n");
    if (line.empty()) break;
    const std::string_view raw_name = next_piece(line, ":");
    std::string name(raw_name);
    std::transform(name.begin(), name.end(), name.begin(), lower);
    request.headers.insert_or_assign(std::move(name), std::string(trimmed(line)));
  }
  return request;
}

bool is_chunked(const HttpRequest& request, const HttpResponse& response) {
  const bool large = response.body && response.body->size() > kLargestUnchunkedBytes;
  return large && !request.http_1_0 && response.delivery == Delivery::Whole;
}

std::string response_head(const HttpRequest& request, const HttpResponse& response, WallTime date) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ' +
                     std::string(reason(response.status)) +
                     "\r\nAccess-Control-Allow-Origin: *\r\n";
  if (!response.content_type.empty()) head += "Content-Type: " + response.content_type + "\r\n";
  std::map<std::string, std::string> sorted(response.headers.begin(),
                                            response.headers.end());  // as Go sends them
  sorted["Server"] = "mediamtx";
  for (const auto& [name, value] : sorted) head += name + ": " + value + "\r\n";
  head += "Date: " + http_date(date) + "\r\n";
  if (!request.keep_alive()) head += "Connection: close\r\n";
  if (is_chunked(request, response)) {
    head += "Transfer-Encoding: chunked\r\n";
  } else {
    head += "Content-Length: " + std::to_string(response.body ? response.body->size() : 0) + "\r\n";
  }
  return head + "\r\n";
}

std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const bool escape = text[i] == '%' && i + 2 < text.size() &&
                        std::from_chars(text.data() + i + 1, text.data() + i + 3, code, 16).ptr ==
                            text.data() + i + 3;
    if (escape) i += 2;
    result += escape ? static_cast<char>(code) : text[i];
  }
  return result;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    std::string_view pair = next_piece(query, "&");
    if (next_piece(pair, "=") == name) return percent_decoded(pair);
  }
  return std::nullopt;
}

}  // namespace mtxmon::sim
