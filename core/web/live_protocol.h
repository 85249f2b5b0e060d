// LiveProtocol: what a program makes of the words of its live clients.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/web/http_types.h"

namespace mtxmon {

// What a client wants (see LiveFrame), and the last message that it has of it.
struct LiveStart {
  std::string view;
  std::optional<std::uint64_t> since = {};
};

// What follows from a message.
struct LiveReply {
  std::optional<LiveStart> start = {};  // from now on it wants this
  std::string text = {};                // is sent before that; empty: nothing
};

// Both are called on worker threads, many at once.
struct LiveProtocol {
  // What the query of the handshake asks for; an error refuses it with 400.
  std::function<Result<LiveStart>(const Request&)> open = [](const Request&) {
    return Result<LiveStart>(LiveStart{});
  };
  std::function<LiveReply(std::string_view)> receive = [](std::string_view) { return LiveReply{}; };
};

}  // namespace mtxmon
