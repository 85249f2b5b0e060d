// WebSocketClient: a live client for tests that can also misbehave: not read, send raw frames,
// vanish.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/http_get.h"
#include "tests/support/tcp_client.h"

namespace mtxmon {

struct WebSocketFrame {
  int first_byte = 0;  // FIN, RSV, opcode
  std::string payload;

  [[nodiscard]] bool is_text() const { return first_byte == 0x81; }
  // The code of a close frame; nothing for any other frame.
  [[nodiscard]] std::optional<int> close_code() const;
};

struct WebSocketClientOptions {
  HttpHeaders headers = {};      // Origin and others; one that the handshake has, too, replaces it
  int receive_buffer_bytes = 0;  // see TcpClient
};

class WebSocketClient {
 public:
  // Connects and does the handshake; see answer().
  WebSocketClient(std::uint16_t port, std::string_view path, WebSocketClientOptions options = {});

  [[nodiscard]] bool open() const { return answer_ && answer_->status == 101; }
  // The server's answer to the handshake, also a refusal; nothing when there was none.
  [[nodiscard]] const std::optional<HttpReply>& answer() const { return answer_; }

  // The next text or close frame; pings are answered on the way. Nothing when the connection or the
  // time ends first.
  [[nodiscard]] std::optional<WebSocketFrame> read(
      std::chrono::milliseconds timeout = kTestDeadline);
  // The payload of the next text frame; nothing when a close frame comes instead.
  [[nodiscard]] std::optional<std::string> read_text(
      std::chrono::milliseconds timeout = kTestDeadline);
  // Reads on to the close frame and returns its code.
  [[nodiscard]] std::optional<int> read_close(std::chrono::milliseconds timeout = kTestDeadline);

  bool send_text(std::string_view text) { return send_frame(0x81, text); }
  bool send_close(int code);
  bool send_frame(int first_byte, std::string_view payload, bool masked = true);
  void reset() { client_.reset(); }
  [[nodiscard]] bool at_end() { return client_.read_to_end().has_value(); }

 private:
  TcpClient client_;
  std::optional<HttpReply> answer_;
};

}  // namespace mtxmon
