// The orders that POST /sim/control understands. Parsing is strict: an unknown key or value is an
// error that names it, because a test that misspells a fault must not pass. Pure function.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/result.h"
#include "tests/simulator/faults.h"
#include "tests/simulator/scene_command.h"

namespace mtxmon::sim {

struct ClearFaults {
  std::string route = "*";
};
struct RefuseConnections {
  double seconds = 0.0;
};
struct SetClockOffset {
  double seconds = 0.0;
};
struct SetUnauthorized {
  bool on = false;
};
struct SetLatency {
  double seconds = 0.0;
};
struct GoToPoll {
  std::uint64_t poll = 0;
};

using ControlOrder = std::variant<Fault, ClearFaults, RefuseConnections, SceneCommand,
                                  SetClockOffset, SetUnauthorized, SetLatency, GoToPoll>;

[[nodiscard]] Result<ControlOrder> parse_control(std::string_view json);

}  // namespace mtxmon::sim
