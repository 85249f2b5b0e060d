// NodeTracker: polls of one MediaMTX server in, immutable snapshots out. Joins paths with
// connections, keeps what a failed poll must not forget, and says since when the server is down.
//
// Pure state, no I/O, no clock; owned and used by one poller thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "exporter/connection_tracker.h"
#include "exporter/poll_result.h"
#include "exporter/remembered.h"
#include "exporter/stream_tracker.h"

namespace mtxmon {

class NodeTracker {
 public:
  NodeTracker(std::string node, std::chrono::milliseconds interval, StreamRules rules);

  // What another exporter knew: its vanished streams, each "since", and where its numbering was.
  void restore(RememberedNode remembered, SteadyTime now, WallTime wall_now);

  std::shared_ptr<const Snapshot> update(const PollResult& poll);

 private:
  void note_success(const PollResult& poll);
  void join(Snapshot& snapshot) const;
  void append_unlisted_peers(Snapshot& snapshot) const;

  const std::string node_;
  const std::chrono::milliseconds interval_;
  StreamTracker streams_;
  ConnectionTracker srt_;
  std::uint64_t seq_ = 0;
  ServerInfo server_;
  std::optional<WallTime> collected_at_;
  std::optional<SteadyTime> succeeded_at_;
  std::optional<WallTime> down_since_;
};

}  // namespace mtxmon
