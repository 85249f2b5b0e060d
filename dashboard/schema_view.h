// The field table as the answer of GET /api/v1/schema: what each figure of a connection means.
// Pure.
#pragma once

#include <string>

namespace mtxmon {

// {"resources": {"srt": [{"key", "native", "metrics", "role", "kind", "unit", "label", "help"}…]}}
[[nodiscard]] std::string schema_json();

}  // namespace mtxmon
