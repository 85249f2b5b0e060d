// PollResult: what one MediaMTX server answered in one poll, decoded, not yet joined or judged.
// Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/model/snapshot.h"

namespace mtxmon {

struct ServerInfo {
  std::optional<std::string> version;
  std::optional<WallTime> started;
};

// "source" and the entries of "readers".
struct PeerRef {
  PeerType type;
  std::string id;
};

// An item of /v3/paths/list; names of before and after v1.17 already made one.
struct PathItem {
  std::string name;
  std::string conf_name;
  bool available = false;
  std::optional<bool> online;  // since v1.16
  std::optional<WallTime> available_time;
  std::optional<WallTime> online_time;
  std::optional<PeerRef> source;
  std::vector<Track> tracks;
  std::vector<PeerRef> readers;
  std::optional<std::uint64_t> inbound_bytes, outbound_bytes, inbound_frames_in_error;
};

// An item of a list that the field table describes (today: /v3/srtconns/list).
struct ConnectionItem {
  std::string id;
  std::optional<WallTime> created;
  std::string remote_addr;
  std::string state;  // "idle", "read", "publish"
  std::string path;
  FieldValues values;  // by row of its resource
};

template <typename Item>
struct ListResult {
  Endpoint endpoint;
  SteadyTime answered_at;  // when the answer was complete: rates divide by the time between these
  std::optional<std::vector<Item>> items;  // only from a complete, well-formed answer
};

struct PollResult {
  WallTime polled_at;  // start of the poll
  SteadyTime finished_at;
  double duration_seconds = 0;
  std::optional<double> timeout_seconds;  // the limit that was set
  Endpoint info_endpoint;
  ServerInfo info;
  ListResult<PathItem> paths;
  ListResult<ConnectionItem> srt;
  std::string error;  // why there is no paths list, for people; empty when there is one
};

}  // namespace mtxmon
