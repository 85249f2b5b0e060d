// The closed sets of words of the model: states, severities, roles, as enums and as the text of
// JSON and labels.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/schema/field.h"

namespace mtxmon {

enum class StreamState : std::uint8_t {
  Live,
  Degraded,
  Stalled,
  Starting,
  Standby,
  Idle,
  Offline,
  Gone,
  Missing,
  Unknown
};
inline constexpr StreamState kStreamStates[] = {
    StreamState::Live,    StreamState::Degraded, StreamState::Stalled, StreamState::Starting,
    StreamState::Standby, StreamState::Idle,     StreamState::Offline, StreamState::Gone,
    StreamState::Missing, StreamState::Unknown};
[[nodiscard]] std::string_view state_word(StreamState state);  // "live"
[[nodiscard]] std::optional<StreamState> parse_state(std::string_view word);
// A publisher's stream is there, whether or not bytes come in right now.
[[nodiscard]] constexpr bool carries_stream(StreamState state) {
  return state == StreamState::Live || state == StreamState::Degraded ||
         state == StreamState::Stalled;
}

enum class Severity : std::uint8_t { Info, Warning, Critical };
[[nodiscard]] std::string_view severity_word(Severity severity);

enum class Role : std::uint8_t { Publisher, Reader };
[[nodiscard]] std::string_view role_word(Role role);
// Does a figure of this side mean something for a connection of this role?
[[nodiscard]] bool concerns(Side side, Role role);

}  // namespace mtxmon
