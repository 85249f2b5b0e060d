// Settings::print(): --print-config.
#include <fmt/format.h>

#include "core/base/settings.h"

namespace mtxmon {
namespace {

std::string hide_password(const std::string& url) {
  const auto scheme = url.find("://");
  const auto at = url.rfind('@');
  if (scheme == std::string::npos || at == std::string::npos || at < scheme) return url;
  return url.substr(0, scheme + 3) + "<hidden>" + url.substr(at);
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\x{:02x}", c);
      continue;
    }
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "\"";
}

}  // namespace

std::string Settings::print() const {
  std::string out = fmt::format("# settings of {}\n", program_name(program_));
  if (!nodes_.empty()) out += "mediamtx:\n";
  for (const NodeSettings& node : nodes_) {
    out += fmt::format("  - node: {}  # {}\n    url: {}\n", quoted(node.node), node.origin,
                       quoted(node.url));
    for (const NodeKey& key : node_keys()) {
      const std::string& value = node.*key.value;
      if (key.name == "node" || key.name == "url" || value.empty()) continue;
      if (key.name != "password") {
        out += fmt::format("    {}: {}\n", key.name, quoted(value));
      } else if (node.password_file.empty()) {
        out += "    password: <hidden>\n";
      }
    }
  }
  if (!redis_password_.empty()) out += "# redis.password: <hidden>\n";
  std::string section;
  for (const auto& [name, setting] :
       values_) {  // sorted by name, so the keys of a section stand together
    if (name == "config.file" || name.starts_with("mediamtx.")) continue;
    const std::string key = option_key(name);
    const auto dot = key.find('.');
    if (key.substr(0, dot) != section) {
      out += (section = key.substr(0, dot)) + ":\n";
    }
    std::string value;
    if (find_option(program_, name)->type == OptionType::List) {
      for (const auto& item : setting.values) {
        value.append(value.empty() ? "" : ", ").append(quoted(item));
      }
      value.insert(0, 1, '[').push_back(']');
    } else {
      value = quoted(name == "redis.url" ? hide_password(setting.values.front())
                                         : setting.values.front());
    }
    out += fmt::format("  {}: {}  # {}\n", key.substr(dot + 1), value, setting.origin);
  }
  return out;
}

}  // namespace mtxmon
