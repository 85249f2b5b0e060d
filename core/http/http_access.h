// HttpAccess: where one server is, who asks it, and by what it is believed. Plain data.
#pragma once

#include <string>

#include "core/base/node_settings.h"

namespace mtxmon {

// Checked by check_nodes(). An empty text means that there is none.
struct HttpAccess {
  std::string url;  // "http://host:9997", "https://host/prefix" or "unix:///run/mediamtx/api.sock"
  std::string username;  // basic, sent with the first request, no challenge awaited
  std::string password;  // secret
  // Its first line is sent as bearer token. Read anew for each get(): tokens expire.
  std::string token_file;
  std::string ca_file;      // PEM; instead of the system's authorities
  std::string cert_file;    // PEM; the certificate that the server asks for
  std::string key_file;     // PEM
  std::string fingerprint;  // SHA-256 of the server's certificate, 64 lower-case hex digits;
                            // instead of any check of authority, name and date
};

[[nodiscard]] inline HttpAccess http_access(const NodeSettings& node) {
  return {node.url,     node.username,  node.password, node.token_file,
          node.ca_file, node.cert_file, node.key_file, node.fingerprint};
}

}  // namespace mtxmon
