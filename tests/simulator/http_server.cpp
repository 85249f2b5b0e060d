#include "tests/simulator/http_server.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace mtxmon::sim {
namespace {

constexpr std::size_t kMostConnections = 64;
constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

UniqueFd make_event() { return UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

void signal_event(const UniqueFd& event) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(event.get(), &one, sizeof one);
}

void clear_event(const UniqueFd& event) {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(event.get(), &count, sizeof count);
}

std::string last_error() { return std::system_category().message(errno); }

}  // namespace

HttpServer::HttpServer(HttpHandler handler, std::function<WallTime()> date)
    : handler_(std::move(handler)), date_(std::move(date)), wake_(make_event()) {}

Status HttpServer::start(const std::string& address, std::uint16_t port) {
  address_ = address;
  port_ = port;
  if (!wake_.valid()) return Error{"no event descriptor: " + last_error()};
  if (Status listening = listen(); !listening.ok()) return listening;
  acceptor_ = std::jthread([this] { accept_loop(); });
  return {};
}

void HttpServer::stop() {
  stopping_ = true;
  signal_event(wake_);
  if (acceptor_.joinable()) acceptor_.join();
}

void HttpServer::refuse_for(double seconds) {
  refuse_ms_ = static_cast<std::int64_t>(seconds * 1e3);
  signal_event(wake_);
}

Status HttpServer::listen() {
  const std::string where = address_ + ":" + std::to_string(port_);
  sockaddr_in local{};
  local.sin_family = AF_INET;
  local.sin_port = htons(port_);
  if (::inet_pton(AF_INET, address_.c_str(), &local.sin_addr) != 1) {
    return Error{"\"" + address_ + "\" is not an IPv4 address; 127.0.0.1 is the usual one"};
  }
  UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listener.valid()) return Error{"no socket: " + last_error()};
  const int on = 1;
  ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0 ||
      ::listen(listener.get(), 128) != 0) {
    return Error{"cannot listen on " + where + ": " + last_error() + "; port 0 takes any free one"};
  }
  socklen_t length = sizeof local;
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&local), &length);
  if (port_ == 0) port_ = ntohs(local.sin_port);
  listener_ = std::move(listener);
  return {};
}

void HttpServer::accept_loop() {
  while (!stopping_) {
    std::array<pollfd, 2> fds = {{{listener_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}}};
    if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR) break;
    if (fds[1].revents != 0) {
      clear_event(wake_);
      const std::int64_t refuse_ms = refuse_ms_.exchange(-1);
      if (refuse_ms > 0 && !stopping_) refuse_now(static_cast<double>(refuse_ms) / 1e3);
    } else if (fds[0].revents != 0) {
      reap();
      accept_one();
    }
  }
  listener_.reset();
  end_connections();
}

void HttpServer::accept_one() {
  UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!socket.valid()) return;
  if (workers_.size() >= kMostConnections) {
    [[maybe_unused]] const ssize_t sent =
        ::send(socket.get(), kFull.data(), kFull.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return;
  }
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Worker& worker = workers_.emplace_back();
  worker.stop = make_event();
  worker.thread = std::jthread([this, &worker, connection = std::move(socket)]() mutable {
    HttpConnection(std::move(connection), worker.stop.get(), handler_, date_)
        .serve([this](double seconds) { refuse_for(seconds); });
    worker.done = true;
  });
}

void HttpServer::refuse_now(double seconds) {
  using SteadyClock = std::chrono::steady_clock;
  listener_.reset();
  end_connections();
  auto until = SteadyClock::now() + std::chrono::duration_cast<SteadyClock::duration>(
                                        std::chrono::duration<double>(seconds));
  while (!stopping_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - SteadyClock::now());
    if (left.count() <= 0) {
      if (listen().ok()) return;
      until =
          SteadyClock::now() + std::chrono::milliseconds(50);  // somebody has the port: try again
      continue;
    }
    pollfd woken{wake_.get(), POLLIN, 0};
    if (::poll(&woken, 1, static_cast<int>(left.count())) > 0) {
      clear_event(wake_);
      const std::int64_t asked_ms = refuse_ms_.exchange(-1);
      if (asked_ms >= 0) until = SteadyClock::now() + std::chrono::milliseconds(asked_ms);
    }
  }
}

void HttpServer::reap() {
  workers_.remove_if([](const Worker& worker) { return worker.done.load(); });
}

void HttpServer::end_connections() {
  for (const Worker& worker : workers_) signal_event(worker.stop);
  workers_.clear();  // joins
}

}  // namespace mtxmon::sim
