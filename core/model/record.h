// What a poll adds to the record for good, besides the snapshot that the next poll replaces: events
// and connections that ended. Plain data; docs/REDIS.md has the JSON of both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/model/connection.h"

namespace mtxmon {

// A publisher or reader that is there no more.
struct EndedConnection {
  Connection
      last;  // as it was in the last list that had it; its bytes are the server's own counters
  std::optional<WallTime> began_at;  // its `created`; without one the first poll that showed it
  WallTime ended_at;                 // the first poll whose list had it no more
  std::string cause;                 // a word of docs/REDIS.md when it is known: "protocol_off"
  // Over its whole life.
  std::optional<double> mean_bits_per_second;
  std::optional<double> worst_rtt_seconds, worst_link_loss_ratio, worst_loss_ratio,
      worst_discarded_ratio;
};

// Something that changed.
struct Event {
  WallTime time;
  std::string type;  // one of the list in docs/openapi.yaml: "stream_stalled"
  Severity severity = Severity::Info;
  std::string stream;                      // empty: of the whole node
  std::string connection;                  // id; empty: of none
  std::string text;                        // for people
  std::string code;                        // of the reason that began or ended
  std::optional<double> duration_seconds;  // how long what ends has lasted
  // An event that repeats grows instead of filling the record: it keeps its id and `first_time`.
  std::string id;  // unique within a node, also over restarts of the exporter
  WallTime first_time;
  std::uint64_t count = 1;
  std::string replaces;    // entry of the record, "<ms>-<n>", that this growth supersedes
  bool of_reader = false;  // kept apart, so that viewers never push outages out
};

}  // namespace mtxmon
