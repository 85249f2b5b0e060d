// HttpClient on libcurl: keep-alive connections to one server, at most as many as `parallel`.
//
// Owned and used by one thread. Follows no redirects, speaks only http and https, never reads a
// proxy or netrc setting, decodes no content. The token file is read at each get(); when it cannot
// be, every request ends with an Error that says so, and nothing is sent. CurlLibrary must live in
// main before the first thread and after the last client.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/http/certificate_pin.h"
#include "core/http/http_access.h"
#include "core/http/http_client.h"

namespace mtxmon {

class Transfer;

// Constructed once in main: libcurl's global state. SIGPIPE is ignored from then on (OpenSSL writes
// without MSG_NOSIGNAL).
class CurlLibrary {
 public:
  CurlLibrary();
  ~CurlLibrary();
  CurlLibrary(const CurlLibrary&) = delete;
  CurlLibrary& operator=(const CurlLibrary&) = delete;
};

class CurlHttpClient final : public HttpClient {
 public:
  explicit CurlHttpClient(HttpAccess access);
  ~CurlHttpClient() override;
  void get(std::span<const HttpRequest> requests, unsigned parallel, const std::stop_token& stop,
           const HttpDone& done) override;

 private:
  class Batch;
  struct FreeMulti {
    void operator()(void* multi) const;
  };

  [[nodiscard]] Result<std::string> read_token() const;

  const HttpAccess access_;
  CertificatePin pin_;
  // By target: the next body will be about as large as the last one.
  std::map<std::string, std::size_t, std::less<>> body_bytes_;
  std::unique_ptr<void, FreeMulti> multi_;            // keeps the connections
  std::vector<std::unique_ptr<Transfer>> transfers_;  // to be used again; last: they use the above
};

}  // namespace mtxmon
