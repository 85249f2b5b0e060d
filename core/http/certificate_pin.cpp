#include "core/http/certificate_pin.h"

#include <array>
#include <string_view>

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace mtxmon {
namespace {

std::string sha256_of(const X509& certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(&certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  std::string hex;
  for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest.at(i));
  return hex;
}

int verify(X509_STORE_CTX* context, void* pin) {
  const X509* certificate = X509_STORE_CTX_get0_cert(context);
  const bool good =
      certificate != nullptr && static_cast<CertificatePin*>(pin)->check(sha256_of(*certificate));
  X509_STORE_CTX_set_error(context, good ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
  return good ? 1 : 0;
}

CURLcode change_checks(CURL*, void* context, void* pin) {
  auto* const ssl = static_cast<SSL_CTX*>(context);
  SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(ssl, verify, pin);
  return CURLE_OK;
}

}  // namespace

Status CertificatePin::apply(void* curl) {
  const char* library = curl_version_info(CURLVERSION_NOW)->ssl_version;
  if (library == nullptr || !std::string_view(library).starts_with("OpenSSL") ||
      curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, change_checks) != CURLE_OK ||
      curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, this) != CURLE_OK) {
    return Error{"mediamtx.fingerprint needs a libcurl that uses OpenSSL"};
  }
  // libcurl's own checks, which change_checks replaces.
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
  return {};
}

bool CertificatePin::check(std::string seen) {
  seen_ = std::move(seen);
  return !seen_.empty() && seen_ == fingerprint_;
}

}  // namespace mtxmon
