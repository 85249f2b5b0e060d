#include "tests/support/tcp_client.h"

#include <array>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mtxmon {

TcpClient::TcpClient(std::uint16_t port, int receive_buffer_bytes)
    : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  if (receive_buffer_bytes > 0) {
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(socket_);
    socket_ = -1;
  }
}

TcpClient::~TcpClient() {
  if (socket_ >= 0) close(socket_);
}

TcpClient::TcpClient(TcpClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

bool TcpClient::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::optional<std::string> TcpClient::read_until(std::string_view end,
                                                 std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    const std::size_t found = buffer_.find(end);
    if (found != std::string::npos) return take(found + end.size());
    if (read_some(deadline) != Read::More) return std::nullopt;
  }
}

std::optional<std::string> TcpClient::read_exactly(std::size_t bytes,
                                                   std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (buffer_.size() < bytes) {
    if (read_some(deadline) != Read::More) return std::nullopt;
  }
  return take(bytes);
}

std::optional<std::string> TcpClient::read_to_end(std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    const Read result = read_some(deadline);
    if (result == Read::Timeout) return std::nullopt;
    if (result == Read::End) return take(buffer_.size());
  }
}

void TcpClient::reset() {
  const linger abort{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
  close(std::exchange(socket_, -1));
}

TcpClient::Read TcpClient::read_some(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  pollfd waiting{socket_, POLLIN, 0};
  if (left.count() <= 0 || poll(&waiting, 1, static_cast<int>(left.count())) != 1)
    return Read::Timeout;
  std::array<char, 65536> chunk;
  const ssize_t got = recv(socket_, chunk.data(), chunk.size(), 0);
  if (got <= 0) return Read::End;
  buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  return Read::More;
}

std::string TcpClient::take(std::size_t bytes) {
  std::string out = buffer_.substr(0, bytes);
  buffer_.erase(0, bytes);
  return out;
}

}  // namespace mtxmon
