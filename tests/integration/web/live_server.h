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

// "update 2 xxx" to who has the frame before, "snapshot 2 xxx" to everybody else; behind its view.
inline std::string live_text(const std::string& view, bool update, std::uint64_t seq,
                             std::size_t bytes = 0) {
  return view + (update ? "update " : "snapshot ") + std::to_string(seq) + " " +
         std::string(bytes, 'x');
}
inline std::shared_ptr<const LiveFrame> live_frame(std::uint64_t seq, std::size_t bytes = 0) {
  return std::make_shared<LiveFrame>(seq, seq - 1, [=](const std::string& view, auto since) {
    return live_text(view, since.has_value(), seq, bytes);
  });
}

// The query "?view=part" and the message "part" ask for a part, "ping" for nothing.
inline Result<LiveStart> open_live(const Request& request) {
  const auto view = request.parameter("view").value_or("");
  if (view == "nonsense") return Error{"no such view"};
  return LiveStart{view, {}};
}
inline LiveReply receive_live(std::string_view text) {
  if (text == "ping") return {};
  if (text == "part ") return {LiveStart{"part ", {}}, "agreed"};
  return {{}, "unknown"};
}

class LiveServer {
 public:
  explicit LiveServer(int places)
      : server_({.allowed_origins = {"https://wall.example"},
                 .http_workers = 4,
                 .max_websockets = places}) {
    server_.route("/rest", [](const Request&) { return Response::json("{}"); });
    server_.live_route("/live", {.open = open_live, .receive = receive_live});
    const Status started = server_.start();
    EXPECT_TRUE(started.ok()) << (started ? "" : started.error().message);
  }

  WebServer* operator->() { return &server_; }
  [[nodiscard]] WebSocketClient connect(WebSocketClientOptions options = {},
                                        const std::string& query = "") {
    return WebSocketClient(server_.port(), "/live" + query, std::move(options));
  }
  // The client of an accepted handshake takes its place a moment after it sees the answer.
  [[nodiscard]] bool clients_become(std::uint64_t count) {
    return eventually(kTestDeadline, [&] { return server_.stats().websocket_clients == count; });
  }

 private:
  WebServer server_;
};

}  // namespace mtxmon
