// The messages of the live feed: everything (snapshot) or what changed between two states (update),
// as far as a view wants it. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "dashboard/feed_view.h"
#include "dashboard/state.h"

namespace mtxmon {

struct LiveHeader {
  std::string instance;  // a random word per start of the dashboard
  std::uint64_t seq = 0;
  WallTime server_time;
};

[[nodiscard]] std::string snapshot_message(const LiveHeader& header, const State& state,
                                           const FeedView& view = {});
// Turns `before`, which came as message `since`, into `now` on the page. An update cannot say that
// a node or a host is no more; then it is a snapshot.
[[nodiscard]] std::string update_message(const LiveHeader& header, std::uint64_t since,
                                         const State& before, const State& now,
                                         const FeedView& view = {});

}  // namespace mtxmon
