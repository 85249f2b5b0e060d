// ScriptedServer: a server on a free port of 127.0.0.1, or on a unix socket, whose answers a test
// writes byte by byte.
//
// The script runs once per connection, each on a thread of its own; what it waits for ends when the
// server is destroyed.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include "core/base/guarded.h"

namespace mtxmon {

// A whole answer with its Content-Length.
[[nodiscard]] std::string answer_text(std::string_view body, std::string_view status = "200 OK",
                                      std::string_view header = "Content-Type: application/json");

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

  explicit ScriptedServer(Script script, std::string unix_path = "");
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  // "http://127.0.0.1:PORT" or "unix://PATH".
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] int connections() const { return connections_; }  // accepted so far

 private:
  void listen_on(const std::string& unix_path);
  void run();
  void serve(int socket);

  const Script script_;
  int listener_ = -1;
  std::string url_;
  std::atomic<int> connections_{0};
  struct Open {
    bool stopping = false;
    std::set<int> sockets;
  };
  Guarded<Open> open_;
  std::thread thread_;  // last: it uses everything above
};

}  // namespace mtxmon
