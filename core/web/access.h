// AccessRules: who may talk to this server, judged by the Host and Origin headers. Pure; constant
// after construction.
//
// The Host check stops DNS rebinding: a page of another site whose name an attacker points at our
// address still says its own name in Host. The Origin check stops pages of other sites from opening
// the live feed: browsers let them try and do not ask us first.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/web/http_types.h"
#include "core/web/listen_address.h"

namespace mtxmon {

class AccessRules {
 public:
  // `allowed_hosts` are names without port ("*" allows every Host); `allowed_origins` are exact,
  // with scheme and port.
  AccessRules(const ListenAddress& listen, const std::vector<std::string>& allowed_hosts,
              const std::vector<std::string>& allowed_origins);

  // `host` as sent, with or without a port; the port is not compared. The loopback names, the
  // listen address and the configured names are allowed; on an address that is not loopback every
  // IP literal is, too: rebinding needs a name.
  [[nodiscard]] bool host_allowed(std::string_view host) const;

  // For a request that has an Origin. One without is allowed by the caller: browsers always send it
  // when they open a WebSocket, and there is no authentication that a command-line tool without
  // Origin would get around.
  [[nodiscard]] bool origin_allowed(std::string_view origin, std::string_view host) const;

  // Whether a request comes from this machine and through no proxy: as long as there is no
  // authentication, only such a one may change anything. A proxy on this machine gives itself away
  // by its headers, or by the name in Host or Origin that is not one of loopback.
  [[nodiscard]] bool local(const Request& request) const;

 private:
  bool loopback_;
  bool any_host_ = false;
  bool any_literal_;
  std::vector<std::string> hosts_;    // lower case
  std::vector<std::string> origins_;  // lower case
};

// A key of the WebSocket handshake: 16 bytes in base64, exactly 24 characters. civetweb starts, but
// never finishes, a handshake with a much longer one.
[[nodiscard]] bool websocket_key_valid(std::string_view key);

}  // namespace mtxmon
