// One HTTP request and its answer, with the headers and the framing of MediaMTX (a Go program with
// gin). Plain values and pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.h"

namespace mtxmon::sim {

struct HttpRequest {
  std::string method;
  std::string path;                                         // as sent, still percent-encoded
  std::string query;                                        // without the "?"
  std::map<std::string, std::string, std::less<>> headers;  // names in lower case
  std::string body;
  bool http_1_0 = false;

  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] bool keep_alive() const;
};

// How an answer reaches the client. All but Whole are faults.
enum class Delivery {
  Whole,
  Hang,   // no byte, the connection stays open
  Cut,    // half the body under a full Content-Length, then closed
  Drip,   // the body at one byte per 200 ms
  Reset,  // connection reset without an answer
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::shared_ptr<const std::string> body;  // none: empty
  std::vector<std::pair<std::string, std::string>> headers;
  Delivery delivery = Delivery::Whole;
  double delay_seconds = 0.0;         // before the first byte
  double refuse_after_seconds = 0.0;  // after this answer the server refuses connections this long
};

[[nodiscard]] HttpResponse json_response(int status, std::string body);
[[nodiscard]] HttpResponse error_response(int status,
                                          std::string_view text);  // {"status":"error","error":…}
[[nodiscard]] HttpResponse text_response(int status, std::string content_type, std::string body);

// Request line and headers (up to the empty line); nothing if that is not HTTP/1.
[[nodiscard]] std::optional<HttpRequest> parse_request_head(std::string_view head);

// Status line and headers, as they go out; the body follows plain or in chunks.
[[nodiscard]] std::string response_head(const HttpRequest& request, const HttpResponse& response,
                                        WallTime date);
[[nodiscard]] bool is_chunked(const HttpRequest& request, const HttpResponse& response);

// "%2F" and the like; an incomplete escape stays as it is.
[[nodiscard]] std::string percent_decoded(std::string_view text);

// The value of the first `name=` in a query string, decoded.
[[nodiscard]] std::optional<std::string> query_value(std::string_view query, std::string_view name);

}  // namespace mtxmon::sim
