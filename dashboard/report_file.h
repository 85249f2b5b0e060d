// A report into a file, or to standard output.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

// To standard output when `path` is empty. A file is there with all of the text or as it was
// before: the text is written beside it first. What is no plain file, /dev/null or a pipe, is
// written as it is. The error names the path and the cause.
[[nodiscard]] Status write_report(const std::string& path, std::string_view text);

}  // namespace mtxmon
