// Whole files as text, and secrets kept in files.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

[[nodiscard]] Result<std::string> read_file(const std::string& path);

// The first line of a secret's file, so that an editor's final newline does no harm. Errors begin
// with `origin`.
[[nodiscard]] Result<std::string> read_secret(const std::string& path, std::string_view origin);

}  // namespace mtxmon
