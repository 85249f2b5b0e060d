// WebServer: HTTP and WebSocket for our programs, the only owner of civetweb (docs/adr/0003, 0004,
// 0005).
//
// main constructs it, adds routes, starts it, and destroys it last; destroying stops it in under
// three seconds whatever the clients do. Handlers run on its worker threads. No document root, no
// TLS (a reverse proxy ends TLS), GET and HEAD only, but for actions. Host and Origin are checked
// before any handler; security headers, gzip and HEAD are added to every answer here. start() and
// stop() are for the owner; publish(), stats(), port() and url() may be called from any thread
// after start().
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/web/http_types.h"
#include "core/web/live_frame.h"
#include "core/web/live_protocol.h"

namespace mtxmon {

struct WebServerOptions {
  // host:port; IPv4 or "localhost"; port 0 lets the system choose.
  std::string listen_address = "127.0.0.1:0";
  bool allow_unauthenticated = false;  // needed for an address that is not loopback
  // More names for the Host header ("monitor.example"), without port; "*" allows all. The loopback
  // names and the listen address always count, and on an address that is not loopback every IP
  // literal.
  std::vector<std::string> allowed_hosts = {};
  // More Origins for the WebSocket, exact, besides the page's own ("https://wall.example").
  std::vector<std::string> allowed_origins = {};
  // "/monitor", for a reverse proxy that passes the path on as it is; empty: none. Everything is
  // served below it and at the root.
  std::string route_prefix = {};
  int http_workers = 8;    // requests answered at once, whatever the live clients do
  int max_websockets = 0;  // places for live clients; the next one gets 503. 0 = no live feed
};

struct WebServerStats {
  std::uint64_t requests_total = 0;
  std::uint64_t errors_total = 0;   // answers with status >= 500
  std::uint64_t refused_total = 0;  // wrong Host or Origin, no place, bad key
  std::uint64_t websocket_clients = 0;
  std::uint64_t websocket_frames_total = 0;   // frames sent
  std::uint64_t websocket_skipped_total = 0;  // frames replaced before a slow client took them
  std::uint64_t websocket_dropped_total = 0;  // clients closed because they did not read
};

class WebServer {
 public:
  explicit WebServer(WebServerOptions options);
  ~WebServer();
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  // Before start(). `pattern` is an exact path ("/metrics") or, ending in "/", a prefix
  // ("/api/v1/streams/"). The longest match wins; "/" is the catch-all.
  void route(std::string pattern, Handler handler);
  // Before start(). What POST and DELETE do there. Only requests of this machine, by no other
  // site's page, come so far; a POST has a body that says that it is JSON.
  void action(std::string pattern, Handler handler);
  // Before start(), once. Serves the live feed at `path`; needs max_websockets > 0. Anything of a
  // client that is not a short text message closes it.
  void live_route(std::string path, LiveProtocol protocol = {});

  // Binds and serves. The error names the address and the flag to change. Call once.
  Status start();
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  // "http://127.0.0.1:8088"

  // The newest frame, for every live client: each takes it from its own latest-wins slot at its own
  // speed. Never blocks.
  void publish(std::shared_ptr<const LiveFrame> frame);

  [[nodiscard]] WebServerStats stats() const;
  void stop();  // idempotent; clients see close code 1001

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mtxmon
