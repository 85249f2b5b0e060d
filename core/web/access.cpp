#include "core/web/access.h"

#include <algorithm>

#include <arpa/inet.h>

namespace mtxmon {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "[::1]:8088" → "[::1]", "Name:80" → "name"; empty when it is not a host with an optional port.
std::string without_port(std::string_view host) {
  const std::size_t search_from = host.starts_with('[') ? host.find(']') : 0;
  if (search_from == std::string_view::npos) return {};
  const std::size_t colon = host.find(':', search_from);
  if (colon != std::string_view::npos) {
    if (!all_digits(host.substr(colon + 1))) return {};
    host = host.substr(0, colon);
  }
  if (host.starts_with('[') && !host.ends_with(']')) return {};
  return to_lower(host);
}

bool ip_literal(const std::string& host) {
  in6_addr buffer{};
  if (host.starts_with('['))
    return inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &buffer) == 1;
  return inet_pton(AF_INET, host.c_str(), &buffer) == 1;
}

}  // namespace

AccessRules::AccessRules(const ListenAddress& listen, const std::vector<std::string>& allowed_hosts,
                         const std::vector<std::string>& allowed_origins)
    : loopback_(listen.loopback()),
      any_literal_(!listen.loopback()),
      hosts_{"localhost", "127.0.0.1", "[::1]", listen.host} {
  for (const auto& host : allowed_hosts) {
    if (host == "*") any_host_ = true;
    hosts_.push_back(to_lower(host));
  }
  for (const auto& origin : allowed_origins) origins_.push_back(to_lower(origin));
}

bool AccessRules::host_allowed(std::string_view host) const {
  if (any_host_) return true;
  const std::string name = without_port(host);
  if (name.empty()) return false;
  return contains(hosts_, name) || (any_literal_ && ip_literal(name));
}

bool AccessRules::origin_allowed(std::string_view origin, std::string_view host) const {
  const std::string sent = to_lower(origin);
  const std::string own = to_lower(host);
  // https as well: behind a reverse proxy that ends TLS the page has that scheme and we cannot see
  // it.
  return sent == "http://" + own || sent == "https://" + own || contains(origins_, sent);
}

bool AccessRules::local(const Request& request) const {
  const std::string host = without_port(request.header("Host").value_or(""));
  const bool by_name = host == "localhost" || host == "[::1]" || host.starts_with("127.");
  const bool forwarded =
      std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
        const std::string name = to_lower(header.first);
        return name == "forwarded" || name == "via" || name == "x-real-ip" ||
               name.starts_with("x-forwarded-");
      });
  return loopback_ && by_name && !forwarded && request.remote_addr.starts_with("127.");
}

bool websocket_key_valid(std::string_view key) {
  constexpr std::size_t kLength = 24;
  return key.size() == kLength && key.ends_with("==") &&
         std::all_of(key.begin(), key.end() - 2, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '+' || c == '/';
         });
}

}  // namespace mtxmon
