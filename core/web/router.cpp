#include "core/web/router.h"

#include <algorithm>

namespace mtxmon {

void Router::add(std::string pattern, Handler handler) {
  std::erase_if(routes_, [&](const auto& route) { return route.first == pattern; });
  const auto shorter = std::find_if(routes_.begin(), routes_.end(), [&](const auto& route) {
    return route.first.size() < pattern.size();
  });
  routes_.emplace(shorter, std::move(pattern), std::move(handler));
}

const Handler* Router::find(std::string_view path) const {
  for (const auto& [pattern, handler] : routes_) {
    if (path == pattern || (pattern.ends_with('/') && path.starts_with(pattern))) return &handler;
  }
  return nullptr;
}

}  // namespace mtxmon
