#include "core/base/node_settings.h"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "core/base/files.h"

namespace mtxmon {
namespace {

bool is_node_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-';
  });
}

Status check_url(NodeSettings& node) {
  std::string_view rest = node.url;
  if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else {
    return Error{fmt::format("{}: \"{}\" is not the URL of a MediaMTX API; write http://HOST:9997",
                             node.origin,
                             node.url.find('@') == std::string::npos ? node.url : "(hidden)")};
  }
  if (rest.find('@') != std::string_view::npos) {
    return Error{
        fmt::format("{}: user and password do not belong in a URL, where other users of this "
                    "machine can read them; set "
                    "MTXMON_MEDIAMTX_USERNAME and MTXMON_MEDIAMTX_PASSWORD_FILE, or username and "
                    "password_file in the file",
                    node.origin)};
  }
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty() || rest.front() == '/' || rest.front() == ':' ||
      rest.find_first_of(" \t?#") != std::string_view::npos) {
    return Error{fmt::format("{}: \"{}\" is not the URL of a MediaMTX API; write http://HOST:9997",
                             node.origin, node.url)};
  }
  node.url.resize(static_cast<std::size_t>(rest.data() + rest.size() - node.url.data()));
  return {};
}

}  // namespace

NodeSettings split_node(const std::string& text, const std::string& origin) {
  NodeSettings node;
  node.origin = origin;
  const auto equals = text.find('=');
  if (equals != std::string::npos && text.find("://") > equals) {
    node.node = text.substr(0, equals);
    node.url = text.substr(equals + 1);
    if (node.node.empty()) node.node = "=";  // "=http://…": refused below by name
  } else {
    node.url = text;
  }
  return node;
}

Status check_nodes(std::vector<NodeSettings>& nodes) {
  std::set<std::string> names;
  for (NodeSettings& node : nodes) {
    // First: the errors below may show a URL, and this one sees to it that it holds no password.
    if (auto good = check_url(node); !good) return good;
    if (node.node.empty()) {
      if (nodes.size() > 1) {
        return Error{
            fmt::format("{}: with more than one MediaMTX server each needs a name, so that streams "
                        "can be told apart; write "
                        "NODE={}",
                        node.origin, node.url)};
      }
      node.node = "local";
    }
    if (!is_node_name(node.node)) {
      return Error{fmt::format("{}: \"{}\" is not a node name; use up to 64 of A-Z a-z 0-9 . _ -",
                               node.origin, node.node)};
    }
    if (!names.insert(node.node).second) {
      return Error{
          fmt::format("{}: node \"{}\" is there twice; every server needs a name of its own",
                      node.origin, node.node)};
    }
    if (!node.password_file.empty()) {
      auto secret = read_secret(node.password_file, node.origin);
      if (!secret) return std::move(secret).error();
      node.password = std::move(*secret);
    }
    if (!node.password.empty() && node.username.empty()) {
      return Error{fmt::format(
          "{}: node \"{}\" has a password but no username; set --mediamtx.username, or username "
          "in the file",
          node.origin, node.node)};
    }
  }
  return {};
}

}  // namespace mtxmon
