// HttpServer: a small HTTP/1.1 server for loopback tests, one thread per connection.
//
// At most 64 connections; one more is answered with 503 and closed. start() and stop() belong to
// the owner's thread; refuse_for() may be called from anywhere. The handler is called on the
// connections' threads, several at a time. stop() interrupts every wait and returns when all
// threads have ended.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <thread>

#include "core/base/result.h"
#include "tests/simulator/http_connection.h"
#include "tests/simulator/unique_fd.h"

namespace mtxmon::sim {

class HttpServer {
 public:
  HttpServer(HttpHandler handler, std::function<WallTime()> date);
  ~HttpServer() { stop(); }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Port 0: the system chooses. An address that is taken or none of ours is an error. Once per
  // object.
  Status start(const std::string& address, std::uint16_t port);
  void stop();
  [[nodiscard]] std::uint16_t port() const { return port_; }

  // Refuses connections (as if no server were there) and closes the present ones, for so many
  // seconds; 0 ends it. The port stays known but not held meanwhile.
  void refuse_for(double seconds);

 private:
  struct Worker {
    std::atomic<bool> done = false;
    UniqueFd stop;  // readable: this connection must end
    std::jthread thread;
  };

  Status listen();
  void accept_loop();
  void accept_one();
  void refuse_now(double seconds);
  void reap();
  void end_connections();

  HttpHandler handler_;
  std::function<WallTime()> date_;
  std::string address_;
  std::uint16_t port_ = 0;
  UniqueFd listener_;  // of the accept thread once it runs
  UniqueFd wake_;      // readable: stopping_ or refuse_ms_ changed
  std::atomic<bool> stopping_ = false;
  std::atomic<std::int64_t> refuse_ms_ = -1;  // -1: nothing asked
  std::list<Worker> workers_;                 // of the accept thread
  std::jthread acceptor_;
};

}  // namespace mtxmon::sim
