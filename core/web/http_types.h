// An HTTP request and its answer as plain values, so that handlers are functions that tests call
// without a socket.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mtxmon {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  // "GET" or "HEAD"; of an action "POST" or "DELETE". Nothing else reaches a handler.
  std::string method;
  // Percent-decoded, without the query, begins with "/"; "." and ".." are left as they are.
  std::string path;
  std::string raw_path;  // as sent
  std::string query;     // as sent, without "?"
  std::string remote_addr;
  Headers headers;
  std::string body = {};  // of an action
  // It comes from this machine itself and through no proxy: who may read may also change. Filled in
  // by the dispatcher.
  bool is_local = false;

  // The first header of that name, in any case.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  // The decoded value of `name` in the query ("+" is a space); the first one when repeated. Nothing
  // as well when its escapes are broken.
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  // Shared so that cached documents (assets, a snapshot) are never copied per client. Never null.
  std::shared_ptr<const std::string> body = std::make_shared<const std::string>();
  // The same, already compressed; when null, it is compressed on demand.
  std::shared_ptr<const std::string> gzip_body = nullptr;
  // Cache-Control, ETag …; the security headers are added to every answer.
  Headers headers = {};

  static Response json(std::string text, int status = 200);
  static Response text(std::string text, int status = 200);
  static Response error(int status, std::string_view message);  // {"error": message}
};

// Called on a worker thread of the server, many at once; must not block on more than its own short
// I/O.
using Handler = std::function<Response(const Request&)>;

// Percent-decoding; nothing when an escape is broken. `plus_is_space` for query strings.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text,
                                                        bool plus_is_space = false);

// ASCII only, as HTTP compares the names of headers, hosts and codings.
[[nodiscard]] std::string to_lower(std::string_view text);
// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

}  // namespace mtxmon
