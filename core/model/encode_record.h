// The JSON of events and of ended connections, as it stands in Redis, REST and WebSocket. Pure.
#pragma once

#include <string>

#include "core/model/record.h"

namespace mtxmon {

[[nodiscard]] std::string encode_event(const std::string& node, const Event& event);
[[nodiscard]] std::string encode_session(const std::string& node, const EndedConnection& ended);

// What the JSON of either tells, without the time and the words: the same for every exporter that
// watched the same server. Empty when it is neither.
[[nodiscard]] std::string record_identity(const std::string& json);

}  // namespace mtxmon
