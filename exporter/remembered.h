// What an earlier exporter left in Redis about a node: read back so that a restart forgets no
// vanished stream, keeps every "since" and goes on counting snapshots. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/model/snapshot.h"

namespace mtxmon {

struct RememberedNode {
  std::uint64_t seq = 0;
  std::optional<WallTime> collected_at;
  std::optional<std::string> server_version;
  std::optional<WallTime> server_started;
  bool up = true;
  bool ours = false;              // this process wrote it
  std::vector<Problem> problems;  // shown ones and held ones
  std::vector<Stream> streams;    // without totals: those count from the start of this process
  ConnectionList connections;     // who was there: id, role, stream, protocol, established
};

// `json` is a snapshot as encode_snapshot() writes it, of this or an earlier version.
[[nodiscard]] Result<RememberedNode> decode_remembered(const std::string& json);

}  // namespace mtxmon
