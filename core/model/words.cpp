#include "core/model/words.h"

namespace mtxmon {

std::string_view state_word(StreamState state) {
  switch (state) {
    case StreamState::Live:
      return "live";
    case StreamState::Degraded:
      return "degraded";
    case StreamState::Stalled:
      return "stalled";
    case StreamState::Starting:
      return "starting";
    case StreamState::Standby:
      return "standby";
    case StreamState::Idle:
      return "idle";
    case StreamState::Offline:
      return "offline";
    case StreamState::Gone:
      return "gone";
    case StreamState::Missing:
      return "missing";
    case StreamState::Unknown:
      break;
  }
  return "unknown";
}

std::optional<StreamState> parse_state(std::string_view word) {
  for (const StreamState state : kStreamStates) {
    if (state_word(state) == word) return state;
  }
  return std::nullopt;
}

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return "info";
    case Severity::Warning:
      return "warning";
    case Severity::Critical:
      break;
  }
  return "critical";
}

std::string_view role_word(Role role) { return role == Role::Publisher ? "publisher" : "reader"; }

bool concerns(Side side, Role role) {
  return side == Side::Both || (side == Side::Publisher) == (role == Role::Publisher);
}

}  // namespace mtxmon
