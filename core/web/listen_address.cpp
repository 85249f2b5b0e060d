#include "core/web/listen_address.h"

#include <charconv>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "core/base/log.h"

namespace mtxmon {
namespace {

Error bad(std::string_view text, std::string_view why) {
  return Error{fmt::format("--web.listen-address \"{}\": {}", printable(text), why)};
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  if (text.find('[') != std::string_view::npos || text.find(':') != text.rfind(':')) {
    return bad(text,
               "IPv6 is not supported by the web server; use an IPv4 address and, for IPv6, a "
               "reverse proxy in front");
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos)
    return bad(text, "the port is missing; write HOST:PORT, for example 127.0.0.1:8088");
  std::string host(text.substr(0, colon));
  std::string_view port_text = text.substr(colon + 1);
  if (port_text.ends_with('s') || port_text.ends_with('r')) {
    return bad(text,
               "the web server does not speak TLS; let a reverse proxy end TLS and forward to a "
               "plain port");
  }
  std::uint16_t port = 0;
  const auto [end, code] =
      std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  if (code != std::errc() || end != port_text.data() + port_text.size()) {
    return bad(text, "the port must be a number from 0 to 65535 (0 lets the system choose)");
  }
  if (host == "localhost") host = "127.0.0.1";
  in_addr parsed{};
  if (inet_pton(AF_INET, host.c_str(), &parsed) != 1) {
    return bad(text,
               "the host must be an IPv4 address or \"localhost\"; use 0.0.0.0 for all interfaces");
  }
  return ListenAddress{std::move(host), port};
}

}  // namespace mtxmon
