// A tiny HTTP client for tests: it shows what is on the wire and follows nothing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/tcp_client.h"

namespace mtxmon {

struct HttpReply {
  std::string status_line;                     // "HTTP/1.1 200 OK"
  int status = 0;                              // 0: the status line is not well-formed
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  [[nodiscard]] std::string header(const std::string& lower_name) const;  // empty when absent
};

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

// The text of a request. A Host header of 127.0.0.1 is added unless `headers` has one; one with an
// empty value is left out.
[[nodiscard]] std::string http_request_text(std::string_view method, std::string_view target,
                                            HttpHeaders headers = {});

// Reads one answer; the body by Content-Length, none for HEAD and 304. Nothing when the connection
// or time ends first.
[[nodiscard]] std::optional<HttpReply> read_http_answer(TcpClient& client,
                                                        std::string_view method = "GET");

// One request on its own connection ("Connection: close" unless given).
[[nodiscard]] std::optional<HttpReply> http_request(std::uint16_t port, std::string_view method,
                                                    std::string_view target,
                                                    HttpHeaders headers = {});
[[nodiscard]] std::optional<HttpReply> http_get(std::uint16_t port, std::string_view target,
                                                HttpHeaders headers = {});

}  // namespace mtxmon
