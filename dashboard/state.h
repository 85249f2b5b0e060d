// State: what the dashboard knows, read from Redis, immutable once built; and how one state follows
// another. Pure.
//
// Documents are kept as raw members (core/model/json_members.h): the dashboard passes figures on
// without knowing them. Parts that did not change are shared between states. The only thing it
// judges itself is age: when the exporter of a node stops writing, that node is down and its
// streams are unknown.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/json_members.h"

namespace mtxmon {

struct StreamDocument {
  JsonMembers members;
  // Numbers the streams of this run, for messages that name many of them; stays while it is known.
  std::uint64_t row = 0;
  // Raw JSON of its connections; not part of the live feed.
  std::vector<std::string> connections;
};

struct NodeDocument {
  JsonMembers meta;  // the snapshot without "streams", "connections" and "held"
  std::map<std::string, std::shared_ptr<const StreamDocument>> streams;
  std::uint64_t seq = 0;
  WallTime polled_at;
  std::optional<WallTime> collected_at;
  double interval_seconds = 2;
  double poll_timeout_seconds = 0;  // a poll that hangs writes nothing for so long
  bool no_exporter = false;         // judged by us, see mark_if_silent()
};

struct HostDocument {
  std::string json;
  std::optional<WallTime> collected_at;
  double interval_seconds = 2;
};

struct RedisHealth {
  bool ok = false;
  std::string error;  // for people; empty while ok

  friend bool operator==(const RedisHealth&, const RedisHealth&) = default;
};

struct State {
  std::map<std::string, std::shared_ptr<const NodeDocument>> nodes;
  std::map<std::string, std::shared_ptr<const HostDocument>> hosts;
  RedisHealth redis;  // can it be read?
  // Writers whose documents Redis refuses, "node local" or "host venue-a", and why.
  std::map<std::string, std::string> refused;
};
using StatePtr = std::shared_ptr<const State>;

// What the page is to say of Redis: that it cannot be read, or that it refuses to be written.
[[nodiscard]] RedisHealth shown_health(const State& state);

[[nodiscard]] Result<HostDocument> parse_host(const std::string& json);

// After this many intervals without a new snapshot a node's exporter counts as gone, but not while
// it may be waiting for a MediaMTX that hangs: two intervals and the time limit of a poll.
inline constexpr double kSilentIntervals = 3;
[[nodiscard]] double patience_seconds(const NodeDocument& node);

// The node as it is to be shown when nothing new came for `silent_seconds`: unchanged, or down with
// all its streams unknown; the error tells an exporter that is silent from a Redis that cannot be
// read. The same pointer when nothing changes.
[[nodiscard]] std::shared_ptr<const NodeDocument> mark_if_silent(
    const std::shared_ptr<const NodeDocument>& node, double silent_seconds,
    const RedisHealth& redis = {true, ""});

}  // namespace mtxmon
