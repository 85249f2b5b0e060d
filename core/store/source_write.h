// SourceWrite: what one poll of one source has for Redis. Plain data.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/history/history_poll.h"
#include "core/store/keys.h"

namespace mtxmon {

// An entry of a stream of records (events, ended connections): one field "json".
struct Record {
  std::string id;        // of the entry, "<ms>-<n>": writing it twice is refused by Redis
  std::string replaces;  // id of the entry that this one supersedes; empty: none
  std::string json;
};

// A record and where it goes.
struct RecordWrite {
  std::string key;
  WallTime seen_by;  // which may be later than the time in its id
  Record record;
};

// Everything one poll of one source has to say.
struct SourceWrite {
  SourceKind kind = SourceKind::Node;
  std::string source;  // node or host name: field of the latest hash, word in the notice
  WallTime polled_at{};
  std::uint64_t restored_from = 0;  // FoundDocument::number of the newest that it knows; 0: none
  std::shared_ptr<const std::string> latest;  // JSON document
  std::string notice;                         // JSON for the updates channel
  std::vector<RecordWrite> records;
  std::vector<Record> problems;  // for the stream and the channel of problems, see ProblemWriter
  HistoryPoll samples;
};

}  // namespace mtxmon
