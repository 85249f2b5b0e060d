#include "tests/unit/core/http/scripted_server.h"

#include <array>
#include <cstdlib>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mtxmon {

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

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) != 0 || listen(listener_, 8) != 0 ||
      getsockname(listener_, generic, &size) != 0) {
    std::abort();  // no test without a port
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

ScriptedServer::~ScriptedServer() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  if (auto socket = socket_.lock(); *socket >= 0) shutdown(*socket, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

void ScriptedServer::run() {
  while (true) {
    const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) return;
    socket_.set(accepted);
    ++connections_;
    if (!stopping_) script_(Connection(accepted));
    socket_.set(-1);  // first: nobody shuts down a number that may be another file's by then
    close(accepted);
  }
}

std::string ScriptedServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

}  // namespace mtxmon
