// Router: path → handler. Filled before the server starts, then read-only and shared by its
// workers.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/web/http_types.h"

namespace mtxmon {

class Router {
 public:
  // An exact path, or a prefix when `pattern` ends in "/". Adding a pattern again replaces its
  // handler.
  void add(std::string pattern, Handler handler);
  // The handler of the longest pattern that matches; null when none does.
  [[nodiscard]] const Handler* find(std::string_view path) const;

 private:
  std::vector<std::pair<std::string, Handler>> routes_;  // longest pattern first
};

}  // namespace mtxmon
