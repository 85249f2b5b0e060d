#include "tests/simulator/http_connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include <poll.h>
#include <sys/socket.h>

namespace mtxmon::sim {
namespace {

constexpr std::size_t kLargestHeadBytes = 16384;
constexpr std::size_t kLargestBodyBytes = 65536;
constexpr std::chrono::milliseconds kIdleTimeout{30'000};
constexpr std::chrono::milliseconds kWriteTimeout{10'000};
constexpr std::chrono::milliseconds kDripInterval{200};
constexpr std::chrono::milliseconds kForever{-1};

}  // namespace

HttpConnection::Wake HttpConnection::wait(short events, std::chrono::milliseconds timeout) const {
  std::array<pollfd, 2> fds = {{{socket_.get(), events, 0}, {stopped_, POLLIN, 0}}};
  // Without events only the end of the connection counts: poll ignores a negative descriptor.
  if (events == 0) fds[0].fd = -1;
  int ready = 0;
  do {
    ready = ::poll(fds.data(), fds.size(), static_cast<int>(timeout.count()));
  } while (ready < 0 && errno == EINTR);
  if (ready < 0 || fds[1].revents != 0) return Wake::Ended;
  return ready == 0 ? Wake::Timeout : Wake::Ready;
}

bool HttpConnection::receive() {
  if (wait(POLLIN, kIdleTimeout) != Wake::Ready) return false;
  std::array<char, 8192> bytes{};
  const ssize_t length = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
  if (length <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(length));
  return true;
}

bool HttpConnection::read_request(HttpRequest& request) {
  std::size_t head_end = 0;
  while ((head_end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (buffer_.size() > kLargestHeadBytes || !receive()) return false;
  }
  std::optional<HttpRequest> parsed =
      parse_request_head(std::string_view(buffer_).substr(0, head_end + 2));
  if (!parsed) return false;
  request = std::move(*parsed);
  buffer_.erase(0, head_end + 4);

  std::size_t length = 0;
  const std::string_view length_text = request.header("content-length");
  std::from_chars(length_text.data(), length_text.data() + length_text.size(), length);
  if (length > kLargestBodyBytes) return false;
  if (length > 0 && request.header("expect") == "100-continue" &&
      !send("HTTP/1.1 100 Continue\r\n\r\n"))
    return false;
  while (buffer_.size() < length) {
    if (!receive()) return false;
  }
  request.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return true;
}

bool HttpConnection::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent =
        ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      if (wait(POLLOUT, kWriteTimeout) != Wake::Ready) return false;
    } else if (sent == 0 || errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool HttpConnection::send_chunked(std::string_view body) const {
  constexpr std::size_t kChunkBytes = 32768;
  while (!body.empty()) {
    const std::string_view piece = body.substr(0, kChunkBytes);
    body.remove_prefix(piece.size());
    std::array<char, 24> size{};
    const auto end = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16).ptr;
    if (!send(std::string(size.data(), end) + "\r\n") || !send(piece) || !send("\r\n"))
      return false;
  }
  return send("0\r\n\r\n");
}

bool HttpConnection::drip(std::string_view body) const {
  for (const char& byte : body) {
    if (wait(0, kDripInterval) != Wake::Timeout || !send({&byte, 1})) return false;
  }
  return true;
}

void HttpConnection::hang() {
  // Until the client gives up; what it sends meanwhile is ignored.
  std::array<char, 512> ignored{};
  while (wait(POLLIN, kForever) == Wake::Ready &&
         ::recv(socket_.get(), ignored.data(), ignored.size(), 0) > 0) {
  }
}

bool HttpConnection::deliver(const HttpRequest& request, const HttpResponse& response) {
  if (response.delay_seconds > 0.0 &&
      wait(0, std::chrono::milliseconds(static_cast<long>(response.delay_seconds * 1e3))) !=
          Wake::Timeout) {
    return false;
  }
  if (response.delivery == Delivery::Hang) {
    hang();
    return false;
  }
  if (response.delivery == Delivery::Reset) {
    const linger abort{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    return false;
  }
  const std::string_view body =
      response.body ? std::string_view(*response.body) : std::string_view();
  std::string head = response_head(request, response, date_());
  if (request.method == "HEAD") return send(head);
  if (response.delivery == Delivery::Cut)
    return send(head) && send(body.substr(0, body.size() / 2)) && false;
  if (response.delivery == Delivery::Drip) return send(head) && drip(body);
  if (is_chunked(request, response)) return send(head) && send_chunked(body);
  head += body;
  return send(head);
}

void HttpConnection::serve(const std::function<void(double seconds)>& refuse) {
  HttpRequest request;
  while (read_request(request)) {
    const HttpResponse response = handler_(request);
    const bool goes_on = deliver(request, response) && request.keep_alive();
    if (response.refuse_after_seconds > 0.0) refuse(response.refuse_after_seconds);
    if (!goes_on) return;
  }
}

}  // namespace mtxmon::sim
