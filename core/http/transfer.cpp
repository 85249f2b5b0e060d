#include "core/http/transfer.h"

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "core/base/log.h"

namespace mtxmon {
namespace {

// simdjson reads a little past the end of a document; room for that saves it a copy.
constexpr std::size_t kSpareBytes = 64;
constexpr std::string_view kUnix = "unix://";

bool is_unix(const HttpAccess& access) { return access.url.starts_with(kUnix); }

}  // namespace

Transfer::Transfer() : handle_(curl_easy_init()) {
  if (!handle_) throw std::bad_alloc();
}

Transfer& Transfer::of(CURL* handle) {
  char* self = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &self);
  return *reinterpret_cast<Transfer*>(self);
}

std::size_t Transfer::take_body(char* data, std::size_t, std::size_t bytes, void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  if (self.answer_.body.size() + bytes > self.request_->max_body_bytes) {
    self.too_large_ = true;
    return 0;
  }
  self.answer_.body.append(data, bytes);
  return bytes;
}

Status Transfer::prepare(const TransferRules& rules, const HttpRequest& request,
                         std::chrono::milliseconds time_left, std::size_t expected_bytes) {
  request_ = &request;
  answer_ = {};
  answer_.body.reserve(expected_bytes + expected_bytes / 8 + kSpareBytes);
  too_large_ = false;
  detail_.front() = '\0';
  CURL* curl = handle_.get();
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_PRIVATE, this);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail_.data());
  if (is_unix(rules.access)) {
    const std::string path = rules.access.url.substr(kUnix.size());
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, path.c_str());
    curl_easy_setopt(curl, CURLOPT_URL, ("http://localhost" + request.target).c_str());
  } else {
    curl_easy_setopt(curl, CURLOPT_URL, (rules.access.url + request.target).c_str());
  }
  curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  // One request per connection and time, so that `parallel` is also the number of connections.
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "mediamtx-exporter");
  curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 512L * 1024L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
  limit(request, time_left);
  identify(rules);
  return secure(rules);
}

void Transfer::limit(const HttpRequest& request, std::chrono::milliseconds time_left) {
  CURL* curl = handle_.get();
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  // A name server that hangs must not hold us longer than the limits below.
  curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(request.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(time_left.count()));
}

void Transfer::identify(const TransferRules& rules) {
  CURL* curl = handle_.get();
  if (!rules.token.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, std::string(rules.token).c_str());
  } else if (!rules.access.username.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(curl, CURLOPT_USERNAME, rules.access.username.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, rules.access.password.c_str());
  }
}

Status Transfer::secure(const TransferRules& rules) {
  CURL* curl = handle_.get();
  const HttpAccess& access = rules.access;
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(curl, CURLOPT_SSL_SESSIONID_CACHE, 0L);  // every handshake shows a certificate
  curl_easy_setopt(curl, CURLOPT_CA_CACHE_TIMEOUT, 0L);     // files may be replaced at any time
  if (!access.cert_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_SSLCERT, access.cert_file.c_str());
    curl_easy_setopt(curl, CURLOPT_SSLKEY, access.key_file.c_str());
  }
  if (!access.fingerprint.empty()) return rules.pin.apply(curl);
  if (!access.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, access.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);  // the system's authorities count no more
  }
  return {};
}

HttpOutcome Transfer::finish(CURLcode code, const TransferRules& rules) {
  CURL* curl = handle_.get();
  curl_off_t took_us = 0;
  curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &took_us);
  const std::chrono::microseconds took(took_us);
  if (code != CURLE_OK)
    return {Error{explain(code, rules)}, code == CURLE_OPERATION_TIMEDOUT, took};
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer_.status);
  const char* content_type = nullptr;
  const char* location = nullptr;
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &content_type);
  curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &location);
  if (content_type != nullptr) answer_.content_type = content_type;
  if (location != nullptr) answer_.location = location;
  return {std::move(answer_), false, took};
}

std::string Transfer::explain(CURLcode code, const TransferRules& rules) const {
  const std::string detail = printable(detail_.data());
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "the host name cannot be resolved";
    case CURLE_COULDNT_CONNECT: {
      long cause = 0;
      curl_easy_getinfo(handle_.get(), CURLINFO_OS_ERRNO, &cause);
      if (cause != 0 && cause != ECONNREFUSED) {
        return "cannot connect: " + std::generic_category().message(static_cast<int>(cause));
      }
      return "connection refused; is MediaMTX running there, with \"api: yes\" in its "
             "configuration?";
    }
    case CURLE_ABORTED_BY_CALLBACK:
      return "stopped";
    case CURLE_OPERATION_TIMEDOUT:
      return explain_time_out(rules.access);
    case CURLE_WRITE_ERROR:
      if (too_large_)
        return fmt::format("the answer is larger than {} MiB", request_->max_body_bytes >> 20U);
      break;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return explain_close(rules.access);
    case CURLE_PEER_FAILED_VERIFICATION:
      if (!rules.access.fingerprint.empty()) {
        return fmt::format(
            "the server's certificate has the fingerprint {}, not that of mediamtx.fingerprint; "
            "was "
            "it renewed, or does somebody else answer?",
            rules.pin.seen());
      }
      return fmt::format(
          "the server's TLS certificate is not trusted ({}); set mediamtx.ca_file or "
          "mediamtx.fingerprint",
          detail);
    case CURLE_SSL_CACERT_BADFILE:
      return fmt::format("mediamtx.ca_file: {} is no readable file of PEM certificates",
                         rules.access.ca_file.empty() ? "the system's" : rules.access.ca_file);
    case CURLE_SSL_CERTPROBLEM:
      return fmt::format("mediamtx.cert_file, mediamtx.key_file: {}", detail);
    case CURLE_SSL_CONNECT_ERROR:
      return fmt::format("no TLS connection ({}); is https:// right for this port?", detail);
    default:
      break;
  }
  return detail.empty() ? curl_easy_strerror(code)
                        : fmt::format("{} ({})", curl_easy_strerror(code), detail);
}

std::string Transfer::explain_close(const HttpAccess& access) const {
  std::string text = "the connection was closed in the middle of the answer";
  long status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  // TLS 1.3 asks the client only after the handshake.
  if (status == 0 && access.url.starts_with("https") && access.cert_file.empty()) {
    text += "; if the server wants a certificate, set mediamtx.cert_file and mediamtx.key_file";
  }
  return text;
}

std::string Transfer::explain_time_out(const HttpAccess& access) const {
  CURL* curl = handle_.get();
  curl_off_t resolved_us = 0;
  curl_off_t sent_us = 0;
  curl_easy_getinfo(curl, CURLINFO_NAMELOOKUP_TIME_T, &resolved_us);
  curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &sent_us);
  if (sent_us > 0) return fmt::format("no complete answer within {} ms", request_->timeout.count());
  const auto limit_ms = std::min(request_->connect_timeout, request_->timeout).count();
  if (resolved_us == 0) {
    return fmt::format("the host name was not resolved within {} ms; does the name server answer?",
                       limit_ms);
  }
  return fmt::format("cannot connect within {} ms; is the host up and its firewall open{}?",
                     limit_ms,
                     access.url.starts_with("https") ? ", and does this port speak TLS" : "");
}

}  // namespace mtxmon
