// Snapshot: the immutable result of one poll of one node, joined and derived. Plain data, no
// behaviour.
//
// Built by one thread, then shared as shared_ptr<const Snapshot>.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/connection_list.h"
#include "core/model/endpoint.h"
#include "core/model/held.h"
#include "core/model/problem.h"
#include "core/model/program_info.h"
#include "core/model/record.h"
#include "core/model/stream.h"

namespace mtxmon {

struct Snapshot {
  std::string node;
  std::string host;  // name of the agent's host that the server runs on; empty: not known
  std::optional<ProgramInfo> exporter;
  std::uint64_t seq = 0;
  std::optional<WallTime>
      collected_at;  // of the last poll whose paths list succeeded: data age counts from here
  WallTime polled_at;
  double interval_seconds = 0;
  double poll_duration_seconds = 0;
  std::optional<double> poll_timeout_seconds;  // the most that a poll may take
  bool up = false;
  std::string error;                   // why not, for people; empty while up
  std::optional<WallTime> down_since;  // only while not up
  std::optional<std::string> server_version;
  std::optional<WallTime> server_started;
  // Without bytes for so long, the server drops a publisher.
  std::optional<double> read_timeout_seconds;
  std::map<std::string, Endpoint> endpoints;
  std::vector<Stream> streams;
  ConnectionList connections;
  std::vector<Problem> problems;  // worst first, then the longest
  Held held;                      // what is not shown, and not over
  // What this poll adds to the record for good; not in the document that the next poll replaces.
  std::vector<EndedConnection> ended;
  std::vector<Event> events;
  std::vector<ProblemChange> problem_changes;
};

}  // namespace mtxmon
