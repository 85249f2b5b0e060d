// What clients of the live feed may say, in the query of the handshake and in messages. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/web/live_protocol.h"

namespace mtxmon {

// `instance`: of this run. A client that has a message of another run has none.
[[nodiscard]] Result<LiveStart> read_handshake(const Request& request, const std::string& instance);
// {"type":"ping"}, {"type":"subscribe", …}; anything else is answered with {"type":"error", …}.
[[nodiscard]] LiveReply read_message(std::string_view text, const std::string& instance);

}  // namespace mtxmon
