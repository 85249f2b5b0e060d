// PollResult: what a MediaMTX server answered in one poll, decoded, not yet joined. Plain data.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/model/snapshot.h"
#include "core/schema/schema.h"

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

// What of a path's configuration decides how its state is read. Everything else of it, secrets
// first, is dropped at decode.
struct PathConfig {
  std::string name;
  bool static_source = false;  // the server itself pulls or opens it
  bool redirect = false;
  bool on_demand = false;         // starts when somebody asks: sourceOnDemand or runOnDemand
  bool always_available = false;  // plays a slate while nobody publishes
  bool record = false, forwards = false;
  std::string source_host = {};  // of a static source elsewhere; nothing else of its URL
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
  std::optional<PathConfig> config;  // up to v1.1 it came with every item
};

// An item of one of kLists.
struct ConnectionItem {
  std::string id;  // of a muxer: its path
  std::optional<WallTime> created;
  std::optional<WallTime> last_request;  // of a muxer
  std::string remote_addr;
  std::string state;  // "idle", "read", "publish"; empty: the list has no such field
  std::string path;
  std::string user, query;  // empty unless the decoder was told to keep them
  std::string user_agent;
  std::string session;  // of a control connection: the session it belongs to
  std::optional<bool> established, is_cdn;
  std::vector<std::string> texts;  // by row of its resource's texts
  FieldValues values;              // by row of its resource
};

// The newest segment of a path that is recorded.
struct RecordingItem {
  std::string path;
  WallTime newest_segment;  // its start
};

// A destination that a stream is pushed to (since v1.20).
struct ForwardItem {
  std::string id;
  std::string path;
  std::optional<std::uint64_t> position;  // in the configuration, from 1
  std::optional<WallTime> created;
  std::string protocol;
  std::string state;   // "idle", "forwarding" (also while connecting), "error"
  std::string target;  // scheme, host and port of the destination: the rest may hold a stream key
  std::string error;   // the server's last error, without URLs
  std::optional<std::uint64_t> outbound_bytes;  // over retries and restarts of the stream
};

// A source that the server pulls or opens itself (since v1.21).
struct SourceItem {
  std::string path;
  std::string state;  // "idle", "running", "error"
  std::string error;  // the server's last error, without URLs
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
  std::array<ListResult<ConnectionItem>, kLists.size()> lists;  // in the order of kLists
  // Asked for now and then only; nothing in between.
  ListResult<PathConfig> path_configs;
  ListResult<RecordingItem> recordings;
  ListResult<ForwardItem> forwards;
  ListResult<SourceItem> sources;
  std::string error;  // why there is no paths list, for people; empty when there is one
};

}  // namespace mtxmon
