// What error replies of Redis mean to who writes. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

// Is told each error reply; what it returns as an Error ends the writing.
using NoteRefusal = std::function<Status(std::string_view command, const std::string& reply)>;

// Says nothing about the command: the same one may succeed later.
[[nodiscard]] bool worth_retrying(std::string_view reply);
// What is there has the same time or a newer one.
[[nodiscard]] bool is_not_newer(std::string_view reply);

}  // namespace mtxmon
