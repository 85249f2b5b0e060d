// The JSON of events and of ended connections, as it stands in Redis, REST and WebSocket. Pure.
#pragma once

#include <string>

#include "core/model/record.h"

namespace mtxmon {

[[nodiscard]] std::string encode_event(const std::string& node, const Event& event);
[[nodiscard]] std::string encode_session(const std::string& node, const EndedConnection& ended);

}  // namespace mtxmon
