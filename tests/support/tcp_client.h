// TcpClient: a plain TCP connection to a server of a test on 127.0.0.1, every read with a deadline.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mtxmon {

inline constexpr std::chrono::milliseconds kTestDeadline{
    20'000};  // generous: sanitizers on a busy machine

class TcpClient {
 public:
  // `receive_buffer_bytes` > 0 makes the kernel hold little for a client that does not read. Check
  // connected().
  explicit TcpClient(std::uint16_t port, int receive_buffer_bytes = 0);
  ~TcpClient();
  TcpClient(TcpClient&& other) noexcept;
  TcpClient(const TcpClient&) = delete;
  TcpClient& operator=(const TcpClient&) = delete;

  [[nodiscard]] bool connected() const { return socket_ >= 0; }
  bool write(std::string_view bytes);
  // Everything up to and including `end`; nothing when the connection or the time ends first.
  std::optional<std::string> read_until(std::string_view end,
                                        std::chrono::milliseconds timeout = kTestDeadline);
  std::optional<std::string> read_exactly(std::size_t bytes,
                                          std::chrono::milliseconds timeout = kTestDeadline);
  // Everything until the server closes; nothing when the time ends first.
  std::optional<std::string> read_to_end(std::chrono::milliseconds timeout = kTestDeadline);
  // Closes with a reset instead of a farewell, as a crashed client does.
  void reset();

 private:
  enum class Read { More, End, Timeout };
  Read read_some(std::chrono::steady_clock::time_point deadline);
  std::string take(std::size_t bytes);

  int socket_ = -1;
  std::string buffer_;
};

}  // namespace mtxmon
