// Which agent speaks of the machine that a MediaMTX server runs on, and what it says. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/base/node_settings.h"
#include "core/base/result.h"
#include "exporter/diagnosis/host_load.h"

namespace mtxmon {

// The name of the agent's host: the server's own setting; else `own_host` where the API is on this
// machine (a socket or a loopback address); else the host of its URL.
[[nodiscard]] std::string agent_host(const NodeSettings& node, std::string_view own_host);

// `json` as an agent writes it, of this or another version.
[[nodiscard]] Result<HostLoad> decode_host(const std::string& json);

}  // namespace mtxmon
