// NodeTracker: polls of one MediaMTX server in, immutable snapshots out. Joins paths with
// connections, keeps what a failed poll must not forget, and says since when the server is down.
//
// Pure state, no I/O, no clock; owned and used by one poller thread.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/model/mute.h"
#include "exporter/connection_tracker.h"
#include "exporter/diagnosis/diagnosis.h"
#include "exporter/event_detector.h"
#include "exporter/poll_result.h"
#include "exporter/remembered.h"
#include "exporter/server_version.h"
#include "exporter/snapshot_origin.h"
#include "exporter/stream_tracker.h"

namespace mtxmon {

class NodeTracker {
 public:
  NodeTracker(std::string node, std::chrono::milliseconds interval, const StreamRules& rules,
              PrivacyRules privacy = {}, SnapshotOrigin origin = {});

  // What another exporter knew: its vanished streams, each "since", and where its numbering was.
  void restore(RememberedNode remembered, SteadyTime now, WallTime wall_now);

  // Takes the poll's lists. `host`: the newest sample of the agent on the server's machine; null:
  // there is none.
  std::shared_ptr<const Snapshot> update(PollResult poll, const HostLoad* host = nullptr,
                                         const std::vector<Mute>& mutes = {});

 private:
  void note_success(PollResult& poll);
  // No poll failed or was left out since the one before.
  [[nodiscard]] bool was_watched(const PollResult& poll) const;
  void note_forwards(const PollResult& poll);
  void join(Snapshot& snapshot);
  void append_unlisted_peers(Snapshot& snapshot) const;

  const std::string node_;
  const std::chrono::milliseconds interval_;
  const PrivacyRules privacy_;
  const SnapshotOrigin origin_;
  StreamTracker streams_;
  ConnectionTracker connections_;
  std::map<std::string, std::vector<Forward>, std::less<>> forwards_;  // by path
  SteadyTime forwards_at_;
  std::map<std::string, WallTime, std::less<>> recorded_at_;  // by path
  std::map<std::string, Endpoint> slow_endpoints_;  // of lists that not every poll asks for
  Diagnosis diagnosis_;
  EventDetector events_;
  std::uint64_t seq_ = 0;
  ServerInfo server_;
  std::optional<double> read_timeout_seconds_;
  std::optional<WallTime> collected_at_;
  std::optional<SteadyTime> succeeded_at_;
  std::optional<WallTime> down_since_;
};

}  // namespace mtxmon
