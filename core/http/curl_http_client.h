// HttpClient on libcurl: one keep-alive connection per server and client object.
//
// Owned and used by one thread. Follows no redirects, speaks only http and https, never reads a
// proxy or netrc setting. main must have called curl_global_init (CurlLibrary) before the first
// thread.
#pragma once

#include <memory>

#include "core/http/http_client.h"

namespace mtxmon {

// Constructed once in main: libcurl's global state.
class CurlLibrary {
 public:
  CurlLibrary();
  ~CurlLibrary();
  CurlLibrary(const CurlLibrary&) = delete;
  CurlLibrary& operator=(const CurlLibrary&) = delete;
};

class CurlHttpClient final : public HttpClient {
 public:
  CurlHttpClient();
  ~CurlHttpClient() override;
  [[nodiscard]] Result<HttpAnswer> get(const HttpRequest& request,
                                       const std::stop_token& stop) override;

 private:
  struct Free {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, Free> handle_;
  std::size_t last_body_bytes_ = 0;  // the next body will be about as large
};

}  // namespace mtxmon
