#include "tests/support/web_socket_client.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mtxmon {
namespace {

constexpr int kClose = 0x88;
constexpr int kPing = 0x89;
constexpr int kPong = 0x8a;

std::size_t big_endian(std::string_view bytes) {
  std::size_t value = 0;
  for (const char c : bytes) value = value * 256 + static_cast<unsigned char>(c);
  return value;
}

}  // namespace

std::optional<int> WebSocketFrame::close_code() const {
  if (first_byte != kClose || payload.size() < 2) return std::nullopt;
  return static_cast<int>(big_endian(payload.substr(0, 2)));
}

WebSocketClient::WebSocketClient(std::uint16_t port, std::string_view path,
                                 WebSocketClientOptions options)
    : client_(port, options.receive_buffer_bytes) {
  HttpHeaders headers = {{"Upgrade", "websocket"},
                         {"Connection", "Upgrade"},
                         {"Sec-WebSocket-Version", "13"},
                         {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  for (auto& header : options.headers) {
    std::erase_if(headers, [&](const auto& own) { return own.first == header.first; });
    headers.push_back(std::move(header));
  }
  if (client_.connected() && client_.write(http_request_text("GET", path, std::move(headers)))) {
    answer_ = read_http_answer(client_);
  }
}

std::optional<WebSocketFrame> WebSocketClient::read(std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  const auto left = [&] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(deadline -
                                                                 std::chrono::steady_clock::now());
  };
  for (;;) {
    const auto head = client_.read_exactly(2, left());
    if (!head) return std::nullopt;
    std::size_t size = static_cast<unsigned char>((*head)[1]);  // a server does not mask
    if (size >= 126) {
      const auto more = client_.read_exactly(size == 126 ? 2 : 8, left());
      if (!more) return std::nullopt;
      size = big_endian(*more);
    }
    auto payload = client_.read_exactly(size, left());
    if (!payload) return std::nullopt;
    WebSocketFrame frame{static_cast<unsigned char>((*head)[0]), std::move(*payload)};
    if (frame.first_byte != kPing) return frame;
    if (!send_frame(kPong, frame.payload)) return std::nullopt;
  }
}

std::optional<std::string> WebSocketClient::read_text(std::chrono::milliseconds timeout) {
  auto frame = read(timeout);
  if (!frame || !frame->is_text()) return std::nullopt;
  return std::move(frame->payload);
}

std::optional<int> WebSocketClient::read_close(std::chrono::milliseconds timeout) {
  while (auto frame = read(timeout)) {
    if (!frame->is_text()) return frame->close_code();
  }
  return std::nullopt;
}

bool WebSocketClient::send_close(int code) {
  const std::array<char, 2> bytes = {static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  return send_frame(kClose, {bytes.data(), bytes.size()});
}

bool WebSocketClient::send_frame(int first_byte, std::string_view payload, bool masked) {
  std::string frame(1, static_cast<char>(first_byte));
  const int mask_bit = masked ? 0x80 : 0;
  if (payload.size() < 126) {
    frame.push_back(static_cast<char>(mask_bit | static_cast<int>(payload.size())));
  } else {
    const int bytes = payload.size() <= 0xffff ? 2 : 8;
    frame.push_back(static_cast<char>(mask_bit | (bytes == 2 ? 126 : 127)));
    for (int i = bytes - 1; i >= 0; --i)
      frame.push_back(static_cast<char>(payload.size() >> (8 * i)));
  }
  constexpr std::array<unsigned char, 4> kMask = {0x12, 0x34, 0x56, 0x78};
  if (masked) frame.append(kMask.begin(), kMask.end());
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame.push_back(
        static_cast<char>(static_cast<unsigned char>(payload[i]) ^ (masked ? kMask[i % 4] : 0)));
  }
  return client_.write(frame);
}

}  // namespace mtxmon
