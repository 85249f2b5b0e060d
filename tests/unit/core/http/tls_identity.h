// Certificates that a test makes up, and the server side of TLS with them.
#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

namespace mtxmon {

// A certificate and its key; copies share them.
class TlsIdentity {
 public:
  struct Wish {
    std::string name = "IP:127.0.0.1";  // subjectAltName
    bool expired = false;
    const TlsIdentity* issuer = nullptr;  // null: self-signed, and an authority for others
  };
  explicit TlsIdentity(const Wish& wish);

  // The certificate and key as files "NAME.pem" and "NAME.key"; returns the path without ending.
  [[nodiscard]] std::string write(const std::string& directory, const std::string& name) const;
  [[nodiscard]] std::string fingerprint() const;  // SHA-256, 64 lower-case hex digits

  // A server that shows this certificate; with `clients` it wants one that they have signed.
  [[nodiscard]] std::shared_ptr<SSL_CTX> server(const TlsIdentity* clients = nullptr) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
};

}  // namespace mtxmon
