// A JSON object or array cut into the raw texts of its members: for code that passes figures on
// without knowing them. A new field of the exporter reaches the page through the dashboard without
// a change there. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace mtxmon {

// Key → raw JSON of the value, in the order of the text.
using JsonMembers = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] Result<JsonMembers> split_object(std::string_view json);
[[nodiscard]] Result<std::vector<std::string>> split_array(std::string_view json);

// The raw value of `key`; empty when absent.
[[nodiscard]] std::string_view raw_member(const JsonMembers& members, std::string_view key);
// Its value when it is a string, a number or true/false; the fallback otherwise.
[[nodiscard]] std::string text_member(const JsonMembers& members, std::string_view key);
[[nodiscard]] double number_member(const JsonMembers& members, std::string_view key,
                                   double fallback);
[[nodiscard]] bool bool_member(const JsonMembers& members, std::string_view key);

void set_member(JsonMembers& members, std::string_view key, std::string raw);

[[nodiscard]] std::string join_object(const JsonMembers& members);

}  // namespace mtxmon
