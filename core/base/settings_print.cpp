// Settings::print(): --print-config.
#include <fmt/format.h>

#include "core/base/settings.h"
#include "core/base/time_text.h"

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

std::string print_entries(const std::vector<StreamEntry>& entries) {
  std::string out;
  const auto line = [&](std::string_view key, const auto& value) {
    if (value) out += fmt::format("      {}: {}\n", key, *value);
  };
  const auto text = [&](std::string_view key, const std::optional<std::string>& value) {
    if (value) out += fmt::format("      {}: {}\n", key, quoted(*value));
  };
  for (const StreamEntry& entry : entries) {
    out += fmt::format("    - match: {}  # {}\n", quoted(entry.match), entry.origin);
    if (!entry.node.empty()) text("node", entry.node);
    text("title", entry.title);
    text("contact", entry.contact);
    text("player_url", entry.player_url);
    line("expected", entry.expected);
    line("min_readers", entry.min_readers);
    line("min_bits_per_second", entry.min_bits_per_second);
    line("min_streams", entry.min_streams);
    if (entry.stall_after) text("stall_after", format_duration(*entry.stall_after));
    if (!entry.health.empty()) out += "      health:\n";
    for (const auto& [name, value] : entry.health) {
      out += fmt::format("        {}: {}\n", option_key(name).substr(kHealthPrefix.size()),
                         quoted(value));
    }
  }
  return out.empty() ? out : "  entries:\n" + out;
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
    if (!node.privacy.empty()) out += "    privacy:\n";
    for (const auto& [name, own] : node.privacy) {
      out += fmt::format("      {}: {}\n", option_key(name).substr(kPrivacyPrefix.size()),
                         quoted(own.value));
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
      if (section == "streams") out += print_entries(stream_entries_);
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
