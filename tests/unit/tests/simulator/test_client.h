// A plain blocking HTTP client for these tests: one request per connection, every wait limited.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mtxmon {

struct Reply {
  bool connected = false;
  bool timed_out = false;
  std::string head;  // status line and headers
  std::string body;  // chunks joined
  [[nodiscard]] int status() const;
  [[nodiscard]] bool has_header(std::string_view line) const;
};

// `headers`: complete lines with \r\n.
[[nodiscard]] Reply ask(std::uint16_t port, std::string_view method, std::string_view target,
                        std::string_view headers = "", std::string_view body = "",
                        int timeout_ms = 5000);

}  // namespace mtxmon
