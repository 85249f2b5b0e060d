// RedisWriter: the thread that carries snapshots and samples into Redis, so that no poller ever
// waits for it.
//
// Owned by main; submit() may be called from any thread and never blocks on I/O. Per source (a node
// or a host): the latest document is latest-wins; history samples wait in a queue of at most 120 s,
// oldest dropped and counted. Each turn writes latest, publishes, then history, in one pipeline
// whose every reply is checked. When Redis is away the thread reconnects with jittered back-off
// (0.2 s … 5 s) and then writes again the samples of the last 120 s: ids are sample times, so what
// is already there is refused by Redis and nothing is doubled.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/guarded.h"
#include "core/base/result.h"
#include "core/store/history.h"
#include "core/store/keys.h"
#include "core/store/redis_connection.h"

namespace mtxmon {

struct HistoryWrite {
  std::string key;
  HistorySample sample;
};

// Everything one poll of one source has to say.
struct SourceWrite {
  enum class Kind { Node, Host };
  Kind kind = Kind::Node;
  std::string source;  // node or host name: field of the latest hash, word in the notice
  std::shared_ptr<const std::string> latest;  // JSON document
  std::string notice;                         // JSON for the updates channel
  std::vector<HistoryWrite> history;
};

// How the writer is doing; a copy is free to take from any thread.
struct WriterState {
  bool connected = false;
  std::string error;                // why not, for people; empty while connected
  std::uint64_t written_total = 0;  // SourceWrites that reached Redis
  std::uint64_t errors_total = 0;   // failed connections and error replies
  std::uint64_t dropped_total = 0;  // history samples that grew too old before Redis came back
  std::map<std::string, bool>
      leader;  // per node: do we hold its lease (false: another exporter writes it)
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
        8000};  // renewed by each submit: must exceed 2 x the poll interval
    std::chrono::milliseconds retention{3600'000};  // history is trimmed to this age
    std::chrono::milliseconds keep_unwritten{120'000};
    RedisTimeouts timeouts{};
  };
  // Called on the writer's thread once per source and connection, before the first write, with what
  // Redis holds under that source ("latest"); the exporter restores seq and remembered streams from
  // it. May be empty.
  using Restore = std::function<void(const std::string& source, const std::string& latest)>;

  RedisWriter(Options options, std::vector<std::string> restore_nodes, Restore restore);
  ~RedisWriter();  // writes what is pending (at most 1 s), gives leases back, ends

  void submit(SourceWrite write);
  [[nodiscard]] WriterState state() const { return state_.copy(); }

 private:
  struct Impl;
  Guarded<WriterState> state_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mtxmon
