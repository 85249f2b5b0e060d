#include "tests/unit/tests/simulator/test_client.h"

#include <array>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "tests/simulator/concat.h"
#include "tests/simulator/unique_fd.h"

namespace mtxmon {
namespace {

std::string joined_chunks(std::string_view raw) {
  std::string body;
  while (!raw.empty()) {
    const std::size_t line_end = raw.find("\r\n");
    if (line_end == std::string_view::npos) break;
    const std::size_t size =
        std::strtoul(std::string(raw.substr(0, line_end)).c_str(), nullptr, 16);
    if (size == 0) break;
    body += raw.substr(line_end + 2, size);
    raw.remove_prefix(std::min(raw.size(), line_end + 2 + size + 2));
  }
  return body;
}

}  // namespace

int Reply::status() const { return head.size() > 12 ? std::atoi(head.c_str() + 9) : 0; }

bool Reply::has_header(std::string_view line) const {
  return head.find(sim::concat({"\r\n", line, "\r\n"})) != std::string::npos;
}

Reply ask(std::uint16_t port, std::string_view method, std::string_view target,
          std::string_view headers, std::string_view body, int timeout_ms) {
  Reply reply;
  const sim::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(port);
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0)
    return reply;
  reply.connected = true;
  const std::string request = sim::concat(
      {method, " ", target, " HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: ",
       std::to_string(body.size()), "\r\n", headers, "\r\n", body});
  if (::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return reply;

  std::string raw;
  for (;;) {
    pollfd readable{socket.get(), POLLIN, 0};
    if (::poll(&readable, 1, timeout_ms) <= 0) {
      reply.timed_out = true;
      break;
    }
    std::array<char, 16384> bytes{};
    const ssize_t length = ::recv(socket.get(), bytes.data(), bytes.size(), 0);
    if (length <= 0) break;
    raw.append(bytes.data(), static_cast<std::size_t>(length));
  }
  const std::size_t head_end = raw.find("\r\n\r\n");
  if (head_end == std::string::npos) return reply;
  reply.head = raw.substr(0, head_end + 2);
  reply.body = raw.substr(head_end + 4);
  if (reply.has_header("Transfer-Encoding: chunked")) reply.body = joined_chunks(reply.body);
  return reply;
}

}  // namespace mtxmon
