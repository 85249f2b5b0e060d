// Reads what the exporter wrote of a node. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/result.h"
#include "dashboard/state.h"

namespace mtxmon {

using RowOf = std::function<std::uint64_t(const std::string& name)>;

// A snapshot as the exporter wrote it; `row_of` numbers its streams. What is kept of it is JSON to
// the last byte, because it is passed on as it is; "held", the exporter's own, is left out.
[[nodiscard]] Result<NodeDocument> parse_node(const std::string& json, const RowOf& row_of = {});

}  // namespace mtxmon
