#include "core/http/curl_http_client.h"

#include <cerrno>
#include <new>
#include <system_error>

#include <curl/curl.h>
#include <fmt/format.h>

namespace mtxmon {
namespace {

// simdjson reads a little past the end of a document; room for that saves it a copy.
constexpr std::size_t kSpareBytes = 64;

struct Transfer {
  HttpAnswer answer;
  std::size_t max_body_bytes;
  const std::stop_token& stop;
  bool too_large = false;
};

std::size_t take_body(char* data, std::size_t, std::size_t bytes, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  if (transfer.answer.body.size() + bytes > transfer.max_body_bytes) {
    transfer.too_large = true;
    return 0;
  }
  transfer.answer.body.append(data, bytes);
  return bytes;
}

// libcurl calls this at least once a second, also while nothing moves.
int check_stop(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(context)->stop.stop_requested() ? 1 : 0;
}

std::string explain(CURL* curl, CURLcode code, const Transfer& transfer,
                    const HttpRequest& request) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "the host name cannot be resolved";
    case CURLE_COULDNT_CONNECT: {
      long cause = 0;
      curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &cause);
      if (cause != 0 && cause != ECONNREFUSED) {
        return "cannot connect: " + std::generic_category().message(static_cast<int>(cause));
      }
      return "connection refused; is MediaMTX running there, with \"api: yes\" in its "
             "configuration?";
    }
    case CURLE_OPERATION_TIMEDOUT: {
      curl_off_t connected_us = 0;
      curl_easy_getinfo(curl, CURLINFO_CONNECT_TIME_T, &connected_us);
      if (connected_us == 0) {
        return fmt::format("cannot connect within {} ms; is the host up and its firewall open?",
                           request.connect_timeout.count());
      }
      return fmt::format("no complete answer within {} ms", request.timeout.count());
    }
    case CURLE_ABORTED_BY_CALLBACK:
      return "stopped";
    case CURLE_WRITE_ERROR:
      if (transfer.too_large)
        return fmt::format("the answer is larger than {} MiB", request.max_body_bytes >> 20U);
      break;
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
      return "the connection was closed in the middle of the answer";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "the server's TLS certificate is not trusted";
    default:
      break;
  }
  return curl_easy_strerror(code);
}

}  // namespace

CurlLibrary::CurlLibrary() {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::bad_alloc();
}
CurlLibrary::~CurlLibrary() { curl_global_cleanup(); }

void CurlHttpClient::Free::operator()(void* handle) const { curl_easy_cleanup(handle); }

CurlHttpClient::CurlHttpClient() : handle_(curl_easy_init()) {
  if (!handle_) throw std::bad_alloc();
}
CurlHttpClient::~CurlHttpClient() = default;

Result<HttpAnswer> CurlHttpClient::get(const HttpRequest& request, const std::stop_token& stop) {
  CURL* curl = handle_.get();
  curl_easy_reset(curl);  // keeps the connection
  Transfer transfer{{}, request.max_body_bytes, stop};
  transfer.answer.body.reserve(last_body_bytes_ + last_body_bytes_ / 8 + kSpareBytes);
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 512L * 1024L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(request.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "mediamtx-exporter");
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, check_stop);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
  if (!request.username.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(curl, CURLOPT_USERNAME, request.username.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, request.password.c_str());
  }
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) return Error{explain(curl, code, transfer, request)};
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &transfer.answer.status);
  const char* content_type = nullptr;
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &content_type);
  if (content_type != nullptr) transfer.answer.content_type = content_type;
  last_body_bytes_ = transfer.answer.body.size();
  return std::move(transfer.answer);
}

}  // namespace mtxmon
