#include "core/web/civet_options.h"

#include <fmt/format.h>

namespace mtxmon {

Result<CivetOptions> civet_options(const ListenAddress& address, int http_workers,
                                   int max_websockets,
                                   const std::function<bool(std::string_view)>& known) {
  const CivetOptions required = {
      {"listening_ports", address.text()},
      // A live client holds its worker for its whole life; the two more answer "no place"
      // meanwhile.
      {"num_threads", std::to_string(http_workers + max_websockets + 2)},
      {"request_timeout_ms",
       "5000"},  // also the longest a write waits for a client that does not read
      {"websocket_timeout_ms",
       "5000"},  // between pings; a silent client is gone after seven of them
      {"enable_websocket_ping_pong", "yes"},
      {"tcp_nodelay", "1"},
      {"decode_url", "no"},  // done by the dispatcher, which can tell a broken escape
      {"access_control_allow_origin", ""},
      {"access_control_allow_methods", ""},  // the default of both is "*"
  };
  const CivetOptions welcome = {
      {"connection_queue", "64"},
      {"enable_keep_alive", "yes"},
      {"keep_alive_timeout_ms", "500"},  // an idle connection holds a worker that long
      {"max_request_size", "16384"},
      {"enable_auth_domain_check", "no"},  // the dispatcher checks the Host
  };
  CivetOptions options;
  for (const auto& option : required) {
    if (!known(option.first))
      return Error{fmt::format("this civetweb has no option {}; use 1.15 or newer", option.first)};
    options.push_back(option);
  }
  for (const auto& option : welcome) {
    if (known(option.first)) options.push_back(option);
  }
  return options;
}

}  // namespace mtxmon
