#include "tests/unit/core/http/scripted_server.h"

#include <array>
#include <cstdlib>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace mtxmon {

std::string answer_text(std::string_view body, std::string_view status, std::string_view header) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(header) +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string ScriptedServer::Connection::read_request() const {
  std::string text;
  std::array<char, 1024> part;
  while (!text.ends_with("\r\n\r\n")) {
    const ssize_t got = recv(socket_, part.data(), part.size(), 0);
    if (got <= 0) return {};
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  return text;
}

void ScriptedServer::Connection::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void ScriptedServer::Connection::hang() const {
  std::array<char, 1024> part;
  while (recv(socket_, part.data(), part.size(), 0) > 0) {
  }
}

ScriptedServer::ScriptedServer(Script script, std::string unix_path) : script_(std::move(script)) {
  listen_on(unix_path);
  thread_ = std::thread([this] { run(); });
}

ScriptedServer::~ScriptedServer() {
  {
    auto open = open_.lock();
    open->stopping = true;
    for (const int socket : open->sockets) shutdown(socket, SHUT_RDWR);
  }
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

// Aborts when it cannot: no test without a server.
void ScriptedServer::listen_on(const std::string& unix_path) {
  sockaddr_in inet{};
  inet.sin_family = AF_INET;
  inet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  if (unix_path.size() >= sizeof local.sun_path) std::abort();
  unix_path.copy(local.sun_path, unix_path.size());
  const bool is_unix = !unix_path.empty();
  auto* const address =
      is_unix ? reinterpret_cast<sockaddr*>(&local) : reinterpret_cast<sockaddr*>(&inet);
  socklen_t size = is_unix ? sizeof local : sizeof inet;
  listener_ = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener_, address, size) != 0 || listen(listener_, 8) != 0 ||
      getsockname(listener_, address, &size) != 0) {
    std::abort();
  }
  url_ =
      is_unix ? "unix://" + unix_path : "http://127.0.0.1:" + std::to_string(ntohs(inet.sin_port));
}

void ScriptedServer::run() {
  std::vector<std::jthread> workers;  // joined at the end
  while (true) {
    const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) return;
    workers.emplace_back([this, accepted] { serve(accepted); });
  }
}

void ScriptedServer::serve(int socket) {
  bool stopping = false;
  {
    auto open = open_.lock();
    stopping = open->stopping;
    open->sockets.insert(socket);
  }
  ++connections_;
  if (!stopping) script_(Connection(socket));
  open_.lock()->sockets.erase(socket);  // first: the number may be another file's once it is closed
  close(socket);
}

}  // namespace mtxmon
