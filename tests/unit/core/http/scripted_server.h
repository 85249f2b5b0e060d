// ScriptedServer: a TCP server on a free port of 127.0.0.1 whose answers a test writes byte by
// byte.
//
// The script runs on the server's thread, once per connection, one connection after the other; what
// it waits for ends when the server is destroyed.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "core/base/guarded.h"

namespace mtxmon {

class ScriptedServer {
 public:
  class Connection {
   public:
    explicit Connection(int socket) : socket_(socket) {}
    // Up to and including the blank line; empty when the client or the server has gone.
    [[nodiscard]] std::string read_request() const;
    void send(std::string_view bytes) const;
    // Blocks until the client or the server goes.
    void hang() const;

   private:
    int socket_;
  };
  using Script = std::function<void(const Connection&)>;

  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::string url(std::string_view path = "/") const;
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void run();

  const Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<bool> stopping_{false};
  Guarded<int> socket_{-1};  // of the connection that is served
  std::thread thread_;       // last: it uses everything above
};

}  // namespace mtxmon
