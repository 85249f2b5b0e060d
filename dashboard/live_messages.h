// The messages of the live feed: everything (snapshot) or what changed between two states (update).
// Pure.
#pragma once

#include <cstdint>
#include <string>

#include "dashboard/state.h"

namespace mtxmon {

struct LiveHeader {
  std::string instance;  // a random word per start of the dashboard
  std::uint64_t seq = 0;
  WallTime server_time;
};

[[nodiscard]] std::string snapshot_message(const LiveHeader& header, const State& state);
// Turns `before` into `now` on the page. An update cannot say that a node or a host is no more;
// then it is a snapshot.
[[nodiscard]] std::string update_message(const LiveHeader& header, const State& before,
                                         const State& now);

// Is this text something a page may say? {"type":"ping"} or {"type":"subscribe", …}.
[[nodiscard]] bool is_client_message(std::string_view text);

}  // namespace mtxmon
