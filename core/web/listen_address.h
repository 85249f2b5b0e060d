// ListenAddress: where a server listens, "host:port" in the one form civetweb can bind: IPv4. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

struct ListenAddress {
  std::string host;  // "127.0.0.1", "0.0.0.0"
  std::uint16_t port = 0;

  [[nodiscard]] bool loopback() const { return host.starts_with("127."); }
  [[nodiscard]] std::string text() const { return host + ":" + std::to_string(port); }
};

// Accepts an IPv4 literal or "localhost". IPv6, other names and civetweb's TLS ports ("8443s") are
// refused with a text that says what to do instead.
Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace mtxmon
