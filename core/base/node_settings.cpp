#include "core/base/node_settings.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "core/base/files.h"
#include "core/base/player_url.h"

namespace mtxmon {
namespace {

bool is_node_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-';
  });
}

constexpr auto kKeys = std::to_array<NodeKey>({
    {"node", &NodeSettings::node},
    {"url", &NodeSettings::url},
    {"username", &NodeSettings::username},
    {"password", &NodeSettings::password},
    {"password_file", &NodeSettings::password_file},
    {"token_file", &NodeSettings::token_file},
    {"ca_file", &NodeSettings::ca_file},
    {"cert_file", &NodeSettings::cert_file},
    {"key_file", &NodeSettings::key_file},
    {"fingerprint", &NodeSettings::fingerprint},
    {"player_url", &NodeSettings::player_url},
    {"host", &NodeSettings::host},
});

constexpr std::string_view kUnix = "unix://";
constexpr std::size_t kMaxSocketPath = 107;  // the system's limit

Status check_socket(const NodeSettings& node) {
  const std::string_view path = std::string_view(node.url).substr(kUnix.size());
  if (path.size() > 1 && path.front() == '/' && path.size() <= kMaxSocketPath) return {};
  return Error{
      fmt::format("{}: \"{}\" is not the URL of a socket; write unix:///PATH, with at most {} "
                  "characters of path",
                  node.origin, node.url, kMaxSocketPath)};
}

Status check_url(NodeSettings& node) {
  std::string_view rest = node.url;
  if (rest.starts_with(kUnix)) return check_socket(node);
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

Status read_password(NodeSettings& node) {
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
  return {};
}

// "SHA256 Fingerprint=AB:CD:…" of openssl, or the digits alone.
std::string hex_digits(std::string_view text) {
  std::string digits;
  for (const char c : text.substr(text.rfind('=') + 1)) {
    if (c != ':') digits.push_back(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return digits;
}

Status check_access(NodeSettings& node) {
  const auto fault = [&](std::string_view what) {
    return Error{fmt::format("{}: node \"{}\" {}", node.origin, node.node, what)};
  };
  if (!node.token_file.empty() && !node.username.empty())
    return fault("has both a token_file and a username; one of them must go");
  if (node.cert_file.empty() != node.key_file.empty()) {
    return fault(node.key_file.empty() ? "has a cert_file but no key_file; set key_file, too"
                                       : "has a key_file but no cert_file; set cert_file, too");
  }
  if (!node.url.starts_with("https://")) {
    for (const std::string_view key : {"ca_file", "cert_file", "fingerprint"}) {
      const auto row = std::ranges::find(kKeys, key, &NodeKey::name);
      if (!(node.*row->value).empty())
        return fault(
            fmt::format("has a {}, which only https:// uses; change url or remove {}", key, key));
    }
  }
  if (node.fingerprint.empty()) return {};
  if (!node.ca_file.empty())
    return fault("has both a fingerprint and a ca_file; one of them must go");
  node.fingerprint = hex_digits(node.fingerprint);
  if (node.fingerprint.size() != 64 ||
      node.fingerprint.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return fault(
        "has a fingerprint that is no SHA-256; take it from: openssl x509 -noout "
        "-fingerprint -sha256 -in server.crt");
  }
  return {};
}

}  // namespace

std::span<const NodeKey> node_keys() { return kKeys; }

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
    if (auto good = read_password(node); !good) return good;
    if (auto good = check_access(node); !good) return good;
    if (node.player_url.empty()) continue;
    if (auto good = check_player_url(node.player_url); !good) {
      return std::move(good).error().within(
          fmt::format("{}: node \"{}\": player_url", node.origin, node.node));
    }
  }
  return {};
}

}  // namespace mtxmon
