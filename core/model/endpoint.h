// How one list of MediaMTX' API was answered in one poll.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mtxmon {

// Off: 404, the protocol is not enabled.
enum class EndpointState : std::uint8_t { Unknown, Ok, Off, Failed };
[[nodiscard]] std::string_view endpoint_word(EndpointState state);

struct Endpoint {
  EndpointState state = EndpointState::Unknown;
  long status = 0;  // HTTP; 0 = no answer
  std::optional<double> duration_seconds;
  std::string error;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

}  // namespace mtxmon
