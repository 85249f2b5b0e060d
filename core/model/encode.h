// Snapshot → the JSON of Redis, REST, WebSocket and --once: one text for all of them. Pure.
#pragma once

#include <string>

#include "core/model/json_writer.h"
#include "core/model/snapshot.h"

namespace mtxmon {

[[nodiscard]] std::string encode_snapshot(const Snapshot& snapshot);

}  // namespace mtxmon
