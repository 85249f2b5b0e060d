#include "core/web/civet_request.h"

#include <civetweb.h>

namespace mtxmon {

Request to_request(const mg_request_info& info) {
  const auto text = [](const char* maybe_null) {
    return std::string(maybe_null ? maybe_null : "");
  };
  Request request;
  request.method = text(info.request_method);
  request.raw_path = text(info.local_uri_raw);
  request.query = text(info.query_string);
  request.remote_addr = info.remote_addr;
  for (int i = 0; i < info.num_headers; ++i) {
    request.headers.emplace_back(text(info.http_headers[i].name), text(info.http_headers[i].value));
  }
  return request;
}

std::optional<std::string> read_body(mg_connection* connection, std::size_t bytes) {
  std::string body(bytes, '\0');
  std::size_t read = 0;
  while (read < bytes) {
    const int more = mg_read(connection, body.data() + read, bytes - read);
    if (more <= 0) return std::nullopt;
    read += static_cast<std::size_t>(more);
  }
  return body;
}

}  // namespace mtxmon
