// RedisWriter: the thread that carries snapshots and samples into Redis, so that no poller ever
// waits for it.
//
// Owned by main; submit() may be called from any thread and never blocks on I/O. Per source (a node
// or a host): the latest document is latest-wins; history samples wait in a queue of at most 120 s,
// oldest dropped and counted. Each turn writes records (events, ended connections, problems), then
// latest, publishes, then history: a document that is there says that what it saw is told, too.
// Every reply is checked. When Redis is away the thread reconnects with jittered back-off (0.2 s …
// 5 s) and then writes again the samples of the last 120 s: ids are sample times, so what is
// already there is known by them and nothing is doubled. When Redis is out of memory, the oldest
// history goes so that the latest documents have room.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/guarded.h"
#include "core/base/result.h"
#include "core/history/tier.h"
#include "core/store/keys.h"
#include "core/store/redis_connection.h"
#include "core/store/source_write.h"

namespace mtxmon {

// How the writer is doing; a copy is free to take from any thread.
struct WriterState {
  bool connected = false;
  std::string error;                // why not, for people; empty while connected
  std::uint64_t written_total = 0;  // SourceWrites that reached Redis
  std::uint64_t errors_total = 0;   // failed connections and error replies
  // Samples and records that grew too old before Redis came back.
  std::uint64_t dropped_total = 0;
  std::uint64_t trimmed_total = 0;  // chunks of history given up because Redis was out of memory
  std::map<std::string, bool>
      leader;  // per node: do we hold its lease (false: another exporter writes it)
};

// What Redis holds of a source that this writer begins, or takes over, to write.
struct FoundDocument {
  std::string source;
  std::string latest;
  bool ours = false;         // this process wrote it
  std::uint64_t number = 0;  // each is another, and greater: polls say by it which one they know
};

class RedisWriter {
 public:
  struct Options {
    RedisAddress address;
    std::string key_prefix = "mediamtx:";
    std::string client_name;   // "mediamtx-exporter:writer"
    bool take_leases = false;  // exporter: one writer per node; agents need none
    // Who we are in leases. Two writers that run at once must never share it; one that is started
    // again after a crash should have it again, so that it need not wait for its own old lease.
    // Empty: a random word.
    std::string lease_owner;
    std::chrono::milliseconds lease{
        8000};                // renewed by each submit: must exceed 2 x the poll interval
    TierRetention retention;  // of time series
    std::chrono::milliseconds record_retention{7LL * 24 * 3600'000};  // records are, to this one
    std::chrono::milliseconds keep_unwritten{120'000};
    // Documents of other nodes or hosts that nobody has written for so long, and for at least an
    // hour, are removed.
    std::chrono::milliseconds remember{24 * 3600'000};
    // Of a record's JSON: what it tells, the same whoever tells it. With it no change is told twice
    // when another writer is taken over. Empty: nobody else writes records of these nodes.
    std::function<std::string(const std::string& json)> record_identity;
    RedisTimeouts timeouts{};
    // Hosts whose newest sample is read at each turn and handed to `on_host`, on the writer's
    // thread; where Redis has none, nothing is.
    std::vector<std::string> hosts;
    std::function<void(const std::string& host, const std::string& latest)> on_host;
    // Called on the writer's thread with all mutes, as JSON, at first and when they change. May be
    // empty: nobody asks.
    std::function<void(std::vector<std::string> mutes)> on_mutes;
  };
  // Called on the writer's thread once per source and connection, before the first write, and when
  // a lease is taken over, with what Redis holds under that source ("latest"); the exporter
  // restores seq and remembered streams from it. Returns until when the writer of that document has
  // seen, and told, what changed; nothing when that is not known. May be empty. A poll that does
  // not know the document, whenever it is submitted, is not written as the latest any more; and
  // unless the document is ours, what it says of problems is dropped: another has told them.
  using Restore = std::function<std::optional<WallTime>(const FoundDocument&)>;

  RedisWriter(Options options, std::vector<std::string> restore_nodes, Restore restore);
  ~RedisWriter();  // writes what is pending, gives leases back, ends; 1 s for all, hangs up then

  void submit(SourceWrite write);
  [[nodiscard]] WriterState state() const { return state_.copy(); }

 private:
  struct Impl;
  Guarded<WriterState> state_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mtxmon
