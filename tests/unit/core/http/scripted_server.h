// ScriptedServer: a server on a free port of 127.0.0.1, with TLS or without, or on a unix socket,
// whose answers a test writes byte by byte.
//
// The script runs once per connection, each on a thread of its own; what it waits for ends when the
// server is destroyed.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include <openssl/ssl.h>

#include "core/base/guarded.h"

namespace mtxmon {

// A whole answer with its Content-Length.
[[nodiscard]] std::string answer_text(std::string_view body, std::string_view status = "200 OK",
                                      std::string_view header = "Content-Type: application/json");

class ScriptedServer {
 public:
  class Connection {
   public:
    Connection(int socket, SSL* tls) : socket_(socket), tls_(tls) {}
    // Up to and including the blank line; empty when the client or the server has gone.
    [[nodiscard]] std::string read_request() const;
    void send(std::string_view bytes) const;
    // Blocks until the client or the server goes.
    void hang() const;

   private:
    // The number of bytes that came; 0 or less at the end.
    [[nodiscard]] long receive(char* to, std::size_t size) const;

    int socket_;
    SSL* tls_;  // null: none
  };
  using Script = std::function<void(const Connection&)>;
  // What connection 1, 2, … meets.
  using Tls = std::function<std::shared_ptr<SSL_CTX>(int connection)>;

  explicit ScriptedServer(Script script, const std::string& unix_path = "");
  // The script runs after the handshake, if that succeeds.
  ScriptedServer(Script script, Tls tls);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  // "http://127.0.0.1:PORT", "https://…" or "unix://PATH".
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] int connections() const { return connections_; }  // accepted so far

 private:
  void listen_on(const std::string& unix_path);
  void run();
  void serve(int socket, int connection);
  void talk(int socket, int connection);

  const Script script_;
  const Tls tls_;
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
