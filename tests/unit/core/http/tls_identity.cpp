#include "tests/unit/core/http/tls_identity.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace mtxmon {
namespace {

constexpr long kDay = 24L * 60 * 60;

// No test without certificates.
void must(bool done) {
  if (!done) std::abort();
}

void add_extension(X509& certificate, int what, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str());
  must(extension != nullptr && X509_add_ext(&certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

template <typename Write>
void write_file(const std::string& path, Write write) {
  std::FILE* file = std::fopen(path.c_str(), "we");
  must(file != nullptr && write(file) == 1);
  must(std::fclose(file) == 0);
}

}  // namespace

TlsIdentity::TlsIdentity(const Wish& wish)
    : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate_(X509_new(), X509_free) {
  static int serial = 0;  // an authority gives each once
  X509* certificate = certificate_.get();
  must(key_ != nullptr && certificate != nullptr);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  X509_set_version(certificate, X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -2 * kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate), wish.expired ? -kDay : kDay);
  X509_set_pubkey(certificate, key_.get());
  X509_NAME* subject = X509_get_subject_name(certificate);
  const std::string name = fmt::format("test {}", serial);
  must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                  reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                                  0) == 1);
  const TlsIdentity& issuer = wish.issuer == nullptr ? *this : *wish.issuer;
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer.certificate_.get()));
  add_extension(*certificate, NID_basic_constraints,
                wish.issuer == nullptr ? "CA:TRUE" : "CA:FALSE");
  add_extension(*certificate, NID_subject_alt_name, wish.name);
  must(X509_sign(certificate, issuer.key_.get(), EVP_sha256()) != 0);
}

std::string TlsIdentity::write(const std::string& directory, const std::string& name) const {
  std::string path = directory + "/" + name;
  write_file(path + ".pem",
             [&](std::FILE* file) { return PEM_write_X509(file, certificate_.get()); });
  write_file(path + ".key", [&](std::FILE* file) {
    return PEM_write_PrivateKey(file, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  return path;
}

std::string TlsIdentity::fingerprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  must(X509_digest(certificate_.get(), EVP_sha256(), digest.data(), &size) == 1 && size == 32);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest.at(i));
  return hex;
}

std::shared_ptr<SSL_CTX> TlsIdentity::server(const TlsIdentity* clients) const {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  must(context != nullptr && SSL_CTX_use_certificate(context.get(), certificate_.get()) == 1 &&
       SSL_CTX_use_PrivateKey(context.get(), key_.get()) == 1);
  if (clients != nullptr) {
    must(X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), clients->certificate_.get()) ==
         1);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  return context;
}

}  // namespace mtxmon
