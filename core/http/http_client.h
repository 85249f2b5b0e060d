// HttpClient: GET and nothing else. The seam between everything that asks MediaMTX and the network.
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>

#include "core/base/result.h"

namespace mtxmon {

struct HttpRequest {
  std::string url;
  std::string
      username;  // sent with the first request, no challenge awaited; empty = no credentials
  std::string password;  // secret
  std::chrono::milliseconds connect_timeout{1000};
  std::chrono::milliseconds timeout{5000};  // from connecting to the last byte
  std::size_t max_body_bytes = 64U << 20U;
};

struct HttpAnswer {
  long status = 0;
  std::string content_type;
  std::string body;
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;
  // Any status is an answer; an Error means that there was none and says why. Ends early when
  // `stop` is requested.
  [[nodiscard]] virtual Result<HttpAnswer> get(const HttpRequest& request,
                                               const std::stop_token& stop) = 0;
};

}  // namespace mtxmon
