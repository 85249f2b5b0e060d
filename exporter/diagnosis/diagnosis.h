// Diagnosis: what a node's snapshots mean. Fills in the reasons of streams and connections, who is
// a silent reader, the state `degraded`, the number of viewers, and the problems.
//
// Pure state, no I/O, no clock; owned and used by one poller thread through NodeTracker.
// docs/DIAGNOSIS.md is its manual.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/stream_settings.h"
#include "core/model/snapshot.h"
#include "exporter/diagnosis/audience.h"
#include "exporter/diagnosis/discard_watch.h"
#include "exporter/diagnosis/expectations.h"
#include "exporter/diagnosis/host_load.h"
#include "exporter/diagnosis/life_sign.h"
#include "exporter/diagnosis/overload_watch.h"
#include "exporter/diagnosis/problem_list.h"
#include "exporter/diagnosis/reason_memory.h"
#include "exporter/diagnosis/server_watch.h"
#include "exporter/diagnosis/stream_watches.h"
#include "exporter/health_rules.h"

namespace mtxmon {

// What the operator says about one stream; null: nothing.
struct StreamPolicy {
  const StreamSettings* settings = nullptr;
  const HealthRules* health = nullptr;
  std::string source = {};  // host that the server pulls it from, as far as it may be shown
};
using PolicyOf = std::function<StreamPolicy(const std::string& stream)>;

// What another exporter, or an earlier life of this one, had found.
struct FoundBefore {
  const std::vector<Stream>& streams;
  const std::vector<Problem>& problems;
  std::optional<WallTime> server_started = {};
  bool up = true;
  bool ours = false;  // this process itself: its problems are not told again
};

class Diagnosis {
 public:
  // How long a stream that vanished under its readers, or after a stall, is a problem.
  static constexpr std::chrono::minutes kGoneIsAProblem{15};

  explicit Diagnosis(HealthRules rules = {}, Expectations expectations = {})
      : rules_(rules),
        expected_(std::move(expectations.names)),
        patterns_(std::move(expectations.patterns)) {}

  void restore(const FoundBefore& found, SteadyTime at);

  // `at`: the end of the poll. After a poll that failed what was found before stays.
  // `host`: the newest sample of the agent on the server's machine; null: there is none.
  void update(Snapshot& snapshot, SteadyTime at, const PolicyOf& policy_of = {},
              const HostLoad* host = nullptr);

 private:
  struct WatchedConnection {
    SteadyTime first_seen;
    bool seen = false;   // in this poll
    std::string stream;  // of a browser: the one that it asks for
    bool established = true;
    LifeSign life;
    DiscardWatch discards;
    ReasonMemory memory;
    std::vector<Reason> found;  // of a publisher, in the last poll: what is held is not found
  };
  struct WatchedStream {
    bool seen = false, expected = false;
    ReasonMemory memory;
    TakeoverWatch takeovers;
    TrackWatch tracks;
    BitrateWatch bitrate;
    RejectionWatch rejections;
    ForwardWatch forwards;
    std::uint64_t errors = 0;
    std::optional<SteadyTime> errors_at;
    std::string network, source;
    WallTime there_at{};  // the last poll that had its stream
    std::optional<ServerReturn> lost;
    StreamState state = StreamState::Unknown;  // as it was shown last
    WallTime since{};
    std::uint32_t readers = 0;           // while it was there
    bool failed_while_needed = false;    // it vanished under its readers, or after a stall
    const HealthRules* rules = nullptr;  // of this poll
    const StreamSettings* settings = nullptr;
  };
  void add_missing(Snapshot& snapshot);
  void watch_connections(Snapshot& snapshot, SteadyTime at);
  void recall_connections(Snapshot& snapshot) const;  // what the last poll found of them
  static void watch_reader(Connection& reader, WatchedConnection& watched, const HealthRules& rules,
                           bool stream_flows, SteadyTime at, WallTime wall);
  void note_left(const WatchedConnection& left, SteadyTime at);
  void watch_stream(const Stream& stream, const Audience& audience, WatchedStream& watched,
                    SteadyTime at, WallTime wall);
  [[nodiscard]] std::vector<Reason> reasons_of(const Stream& stream, const Audience& audience,
                                               WatchedStream& watched, SteadyTime at,
                                               WallTime wall) const;
  void settle_state(Stream& stream, WatchedStream& watched, WallTime wall) const;

  const HealthRules rules_;
  const std::vector<std::string> expected_;
  PatternWatch patterns_;
  OverloadWatch overload_;
  bool has_baseline_ = false;
  std::unordered_map<std::string, WatchedConnection> connections_;  // by id
  std::map<std::string, WatchedStream, std::less<>> streams_;       // by name
  ServerWatch server_;
  ProblemList problems_;
};

}  // namespace mtxmon
