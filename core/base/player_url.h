// Addresses of players that the page links to: an http or https URL in which {path} stands for the
// name of a stream. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

// Everybody who opens the page sees the link: user and password are refused, and the error does not
// repeat them. {path} may not choose the host, because publishers choose names.
[[nodiscard]] Status check_player_url(std::string_view url);

// The link for one stream; its name is percent-encoded, but for its slashes.
[[nodiscard]] std::string player_url_of(std::string_view url, std::string_view name);

}  // namespace mtxmon
