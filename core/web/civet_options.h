// The options we start civetweb with. Pure: what this civetweb knows is passed in.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/web/listen_address.h"

namespace mtxmon {

using CivetOptions = std::vector<std::pair<std::string, std::string>>;

// Only options that civetweb knows: an unknown one keeps it from starting. The error names one that
// is unknown and that we cannot do without.
Result<CivetOptions> civet_options(const ListenAddress& address, int http_workers,
                                   int max_websockets,
                                   const std::function<bool(std::string_view)>& known);

}  // namespace mtxmon
