// HttpClient: GET and nothing else, to one server. The seam between everything that asks MediaMTX
// and the network.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include "core/base/result.h"

namespace mtxmon {

// Where the server is and who asks belongs to the client (HttpAccess): credentials cannot go
// astray.
struct HttpRequest {
  std::string target;                               // path and query: "/v3/paths/list?page=0"
  std::chrono::milliseconds connect_timeout{1000};  // TCP and TLS
  // From the call of get() to the last byte: requests that wait for their turn have less.
  std::chrono::milliseconds timeout{5000};
  std::size_t max_body_bytes = 64U << 20U;
};

struct HttpAnswer {
  long status = 0;
  std::string content_type;
  std::string body;        // with spare room behind it, which saves simdjson a copy
  std::string location{};  // where a redirect points, which is never followed
};

struct HttpOutcome {
  Result<HttpAnswer> answer;  // any status is an answer; an Error says why there was none
  bool timed_out = false;     // the Error is that connect_timeout or timeout was over
  std::chrono::duration<double> took{0};  // from its own start to its end
};

// Called on the thread that called get(), as each request ends. False: requests that have not been
// started are not sent, and not reported; those under way go on and are.
using HttpDone = std::function<bool(std::size_t index, HttpOutcome outcome)>;

class HttpClient {
 public:
  virtual ~HttpClient() = default;
  // Starts the requests in their order, at most `parallel` at a time; returns when all have ended.
  // When `stop` is requested those under way end with an Error and no other is started.
  virtual void get(std::span<const HttpRequest> requests, unsigned parallel,
                   const std::stop_token& stop, const HttpDone& done) = 0;
};

}  // namespace mtxmon
