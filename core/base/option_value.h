// Values of options as text: what each type accepts, and the limits of an option's row. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/options.h"
#include "core/base/result.h"

namespace mtxmon {

[[nodiscard]] Result<long long> parse_integer(std::string_view text);
// "0.05", "1", "1e-3"; finite.
[[nodiscard]] Result<double> parse_number(std::string_view text);
// true, yes, on, 1 and false, no, off, 0; nothing for anything else.
[[nodiscard]] std::optional<bool> parse_switch(std::string_view text);

// One value, or one item of a list. The error says the fault and the fix; its place is the caller's
// to name.
[[nodiscard]] Status check_value(const Option& option, std::string_view value);

}  // namespace mtxmon
