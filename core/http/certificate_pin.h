// CertificatePin: believes a server by the SHA-256 of its certificate and by nothing else.
//
// The check is part of the TLS handshake, so nothing is sent to a server that fails it. Owned and
// used by one thread; must outlive the curl handles it was applied to.
#pragma once

#include <string>

#include "core/base/result.h"

namespace mtxmon {

class CertificatePin {
 public:
  explicit CertificatePin(std::string fingerprint)  // 64 lower-case hex digits
      : fingerprint_(std::move(fingerprint)) {}
  CertificatePin(const CertificatePin&) = delete;
  CertificatePin& operator=(const CertificatePin&) = delete;

  // Replaces the checks of a CURL handle. Fails when this libcurl's TLS library cannot do it.
  [[nodiscard]] Status apply(void* curl);
  // The fingerprint that the server showed last; empty before the first handshake.
  [[nodiscard]] const std::string& seen() const { return seen_; }

  // For the TLS library: notes the certificate and whether it is the right one.
  [[nodiscard]] bool check(std::string seen);

 private:
  const std::string fingerprint_;
  std::string seen_;
};

}  // namespace mtxmon
