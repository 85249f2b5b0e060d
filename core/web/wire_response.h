// WireResponse: an answer as it goes over the wire, with everything that every answer must have:
// security headers, lengths, compression, 304, no body for HEAD. Pure.
#pragma once

#include <array>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/web/http_types.h"

namespace mtxmon {

// The page has no inline script or style, talks to its own server only and can be framed by nobody.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kSecurityHeaders = {{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src "
     "'self'; "
     "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
     "require-trusted-types-for 'script'; trusted-types 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
}};

struct WireResponse {
  int status = 0;
  std::string head;  // status line and headers with the empty line that ends them
  std::shared_ptr<const std::string> body;  // null when none is sent
};

// `request` may be empty (civetweb could not parse it). Bodies from 1 KiB are compressed when the
// client takes gzip.
[[nodiscard]] WireResponse to_wire(const Request& request, const Response& response,
                                   bool keep_alive, std::time_t now);

}  // namespace mtxmon
