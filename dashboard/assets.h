// The page, compiled into the program: there is no document root that a request could escape from.
#pragma once

#include <span>
#include <string_view>

#include "core/web/http_types.h"

namespace mtxmon {

struct Asset {
  std::string_view path;  // "app-1a2b3c.js"
  std::string_view content_type;
  std::string_view etag;  // quoted
  bool immutable;         // its name changes with its content
  std::string_view plain;
  std::string_view gzip;
};

// Generated from dashboard/web by the build.
[[nodiscard]] std::span<const Asset> page_assets();

// "/" is index.html; 404 for everything unknown.
[[nodiscard]] Response serve_asset(const Request& request);

}  // namespace mtxmon
