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
    const long got = receive(part.data(), part.size());
    if (got <= 0) return {};
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  return text;
}

void ScriptedServer::Connection::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const long sent = tls_ == nullptr
                          ? ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                          : SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void ScriptedServer::Connection::hang() const {
  std::array<char, 1024> part;
  while (receive(part.data(), part.size()) > 0) {
  }
}

long ScriptedServer::Connection::receive(char* to, std::size_t size) const {
  return tls_ == nullptr ? recv(socket_, to, size, 0) : SSL_read(tls_, to, static_cast<int>(size));
}

ScriptedServer::ScriptedServer(Script script, const std::string& unix_path)
    : script_(std::move(script)) {
  listen_on(unix_path);
  thread_ = std::thread([this] { run(); });
}

ScriptedServer::ScriptedServer(Script script, Tls tls)
    : script_(std::move(script)), tls_(std::move(tls)) {
  listen_on("");
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
  const std::string scheme = tls_ ? "https" : "http";
  url_ = is_unix ? "unix://" + unix_path
                 : scheme + "://127.0.0.1:" + std::to_string(ntohs(inet.sin_port));
}

void ScriptedServer::run() {
  std::vector<std::jthread> workers;  // joined at the end
  while (true) {
    const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) return;
    workers.emplace_back([this, accepted, number = ++connections_] { serve(accepted, number); });
  }
}

void ScriptedServer::serve(int socket, int connection) {
  bool stopping = false;
  {
    auto open = open_.lock();
    stopping = open->stopping;
    open->sockets.insert(socket);
  }
  if (!stopping) talk(socket, connection);
  open_.lock()->sockets.erase(socket);  // first: the number may be another file's once it is closed
  close(socket);
}

void ScriptedServer::talk(int socket, int connection) {
  if (!tls_) return script_(Connection(socket, nullptr));
  const auto context = tls_(connection);
  const std::unique_ptr<SSL, void (*)(SSL*)> tls(SSL_new(context.get()), SSL_free);
  if (SSL_set_fd(tls.get(), socket) == 1 && SSL_accept(tls.get()) == 1) {
    script_(Connection(socket, tls.get()));
    SSL_shutdown(tls.get());
  }
}

}  // namespace mtxmon
