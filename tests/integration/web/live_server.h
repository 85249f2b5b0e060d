// LiveServer: a running server with a live feed, for the tests of this folder.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "core/web/web_server.h"
#include "tests/support/eventually.h"
#include "tests/support/web_socket_client.h"

namespace mtxmon {

inline std::shared_ptr<const LiveFrame> live_frame(std::uint64_t seq, std::size_t bytes = 0) {
  const auto text = [bytes](std::string form, std::uint64_t number) {
    return std::move(form) + " " + std::to_string(number) + " " + std::string(bytes, 'x');
  };
  return std::make_shared<LiveFrame>(seq, text("update", seq),
                                     [=] { return text("snapshot", seq); });
}

class LiveServer {
 public:
  explicit LiveServer(int places)
      : server_({.allowed_origins = {"https://wall.example"},
                 .http_workers = 4,
                 .max_websockets = places}) {
    server_.route("/rest", [](const Request&) { return Response::json("{}"); });
    server_.live_route("/live",
                       [](std::string_view message) { return message == R"({"type":"ping"})"; });
    const Status started = server_.start();
    EXPECT_TRUE(started.ok()) << (started ? "" : started.error().message);
  }

  WebServer* operator->() { return &server_; }
  [[nodiscard]] WebSocketClient connect(WebSocketClientOptions options = {}) {
    return WebSocketClient(server_.port(), "/live", std::move(options));
  }
  // The client of an accepted handshake takes its place a moment after it sees the answer.
  [[nodiscard]] bool clients_become(std::uint64_t count) {
    return eventually(kTestDeadline, [&] { return server_.stats().websocket_clients == count; });
  }

 private:
  WebServer server_;
};

}  // namespace mtxmon
