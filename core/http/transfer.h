// Transfer: one curl handle with the answer it collects. Internal to core/http.
//
// Used again for later requests; a curl_multi handle, which outlives it, keeps the connections.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include <curl/curl.h>

#include "core/http/certificate_pin.h"
#include "core/http/http_access.h"
#include "core/http/http_client.h"

namespace mtxmon {

// What all requests of one get() have in common.
struct TransferRules {
  const HttpAccess& access;
  std::string_view token;  // empty: none
  CertificatePin& pin;
};

class Transfer {
 public:
  Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Makes the handle ready for `request`, which must outlive the transfer.
  [[nodiscard]] Status prepare(const TransferRules& rules, const HttpRequest& request,
                               std::chrono::milliseconds time_left, std::size_t expected_bytes);
  [[nodiscard]] HttpOutcome finish(CURLcode code, const TransferRules& rules);

  [[nodiscard]] CURL* handle() const { return handle_.get(); }
  // The transfer of a handle.
  [[nodiscard]] static Transfer& of(CURL* handle);

  std::size_t index = 0;  // of the request
  bool busy = false;

 private:
  struct Free {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };

  static std::size_t take_body(char* data, std::size_t, std::size_t bytes, void* transfer);
  void limit(const HttpRequest& request, std::chrono::milliseconds time_left);
  void identify(const TransferRules& rules);
  [[nodiscard]] Status secure(const TransferRules& rules);
  [[nodiscard]] std::string explain(CURLcode code, const TransferRules& rules) const;
  [[nodiscard]] std::string explain_close(const HttpAccess& access) const;
  [[nodiscard]] std::string explain_time_out(const HttpAccess& access) const;

  std::unique_ptr<CURL, Free> handle_;
  const HttpRequest* request_ = nullptr;
  HttpAnswer answer_;
  bool too_large_ = false;
  std::array<char, CURL_ERROR_SIZE> detail_{};  // libcurl's own words
};

}  // namespace mtxmon
