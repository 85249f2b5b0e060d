// The MediaMTX servers of a configuration. Pure, but for password files.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace mtxmon {

// What a server has of its own, instead of an option.
struct OwnSetting {
  std::string value;
  std::string origin;  // "monitor.yml:3"
};

// One MediaMTX server to poll, who asks it, and by what it is believed.
struct NodeSettings {
  std::string node;  // [A-Za-z0-9._-]+
  std::string
      url;  // http://host:port, https://… or unix:///path; no trailing slash, no credentials
  std::string origin;  // "--mediamtx.url", "monitor.yml:3"
  std::string username;
  std::string password;       // secret
  std::string password_file;  // read by check_nodes
  std::string token_file;     // bearer token, instead of user and password; not read here
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  std::string fingerprint;  // SHA-256 of the server's certificate, 64 lower-case hex digits
  std::string host;         // name of the agent's host that it runs on; empty: from the URL
  std::string player_url;   // of all its streams, with {path} where the name goes
  std::map<std::string_view, OwnSetting> privacy = {};  // by name of the option
};

inline constexpr std::string_view kPrivacyPrefix = "privacy.";

// The keys of a server in the file that are texts ("privacy" is a map). Those but node, url and
// password are also options, as "mediamtx." and the key.
struct NodeKey {
  std::string_view name;
  std::string NodeSettings::*value;
};
[[nodiscard]] std::span<const NodeKey> node_keys();

// "[NODE=]URL" of a flag or an environment variable.
[[nodiscard]] NodeSettings split_node(const std::string& text, const std::string& origin);

// Names (a single server may go without), URLs, credentials and what TLS needs; reads the password
// files. An error names the entry's origin, the fault and the fix.
[[nodiscard]] Status check_nodes(std::vector<NodeSettings>& nodes);

}  // namespace mtxmon
