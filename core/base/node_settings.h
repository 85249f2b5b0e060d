// The MediaMTX servers of a configuration. Pure, but for password files.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace mtxmon {

// One MediaMTX server to poll.
struct NodeSettings {
  std::string node;  // [A-Za-z0-9._-]+
  std::string url;   // http://host:port or https://…; no trailing slash, no credentials
  std::string username;
  std::string password;       // secret
  std::string password_file;  // read by Settings::load
  std::string origin;         // "--mediamtx.url", "monitor.yml:3"
};

// "[NODE=]URL" of a flag or an environment variable.
[[nodiscard]] NodeSettings split_node(const std::string& text, const std::string& origin);

// Names (a single server may go without), URLs and credentials; reads the password files. An error
// names the entry's origin, the fault and the fix.
[[nodiscard]] Status check_nodes(std::vector<NodeSettings>& nodes);

}  // namespace mtxmon
