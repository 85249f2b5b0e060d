#include "core/model/snapshot.h"

namespace mtxmon {

std::string_view state_word(StreamState state) {
  switch (state) {
    case StreamState::Live:
      return "live";
    case StreamState::Stalled:
      return "stalled";
    case StreamState::Standby:
      return "standby";
    case StreamState::Offline:
      return "offline";
    case StreamState::Gone:
      return "gone";
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

std::string_view endpoint_word(EndpointState state) {
  switch (state) {
    case EndpointState::Ok:
      return "ok";
    case EndpointState::Off:
      return "off";
    case EndpointState::Failed:
      return "failed";
    case EndpointState::Unknown:
      break;
  }
  return "unknown";
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

Totals count_totals(const Snapshot& snapshot) {
  Totals totals;
  const auto add = [](std::optional<double>& sum, const std::optional<double>& part) {
    if (part) sum = sum.value_or(0) + *part;
  };
  for (const Stream& stream : snapshot.streams) {
    ++totals.streams_by_state[state_word(stream.state)];
    totals.readers += stream.readers.value_or(0);
    add(totals.inbound_bits_per_second, stream.inbound_bits_per_second);
    add(totals.outbound_bits_per_second, stream.outbound_bits_per_second);
  }
  return totals;
}

}  // namespace mtxmon
