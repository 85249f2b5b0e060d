// From what civetweb knows of a request to ours. Used by the server's workers.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/web/http_types.h"

struct mg_connection;
struct mg_request_info;

namespace mtxmon {

[[nodiscard]] Request to_request(const mg_request_info& info);

// Nothing when less came, or not in time.
[[nodiscard]] std::optional<std::string> read_body(mg_connection* connection, std::size_t bytes);

}  // namespace mtxmon
