// Report: what `mediamtx-dashboard export` can write: the answer of a REST path, with flags instead
// of a query. Plain data; pure functions.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/command_line.h"
#include "core/web/http_types.h"

namespace mtxmon {

struct Report {
  std::string_view name;  // "history"; of the REST path, too
  std::string_view summary;
  std::vector<ExtraFlag> flags;  // parameters of the request
};

// The first is that of an export without a name.
[[nodiscard]] std::span<const Report> reports();
// Null when there is none of that name.
[[nodiscard]] const Report* find_report(std::string_view name);

// CSV unless the values say otherwise.
[[nodiscard]] Request report_request(const Report& report,
                                     const std::map<std::string, std::string>& values);

}  // namespace mtxmon
