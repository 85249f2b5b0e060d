// SourceWrite: what one poll of one source has for Redis. Plain data.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/store/history.h"

namespace mtxmon {

// An entry of a stream of records (events, ended connections): one field "json".
struct Record {
  std::string id;        // of the entry, "<ms>-<n>": writing it twice is refused by Redis
  std::string replaces;  // id of the entry that this one supersedes; empty: none
  std::string json;
};

struct HistoryWrite {
  std::string key;
  HistorySample sample;
  // Instead of the sample's values. The sample's time says by when it was seen, which may be later
  // than its id.
  std::optional<Record> record = {};
};

// Everything one poll of one source has to say.
struct SourceWrite {
  enum class Kind { Node, Host };
  Kind kind = Kind::Node;
  std::string source;  // node or host name: field of the latest hash, word in the notice
  WallTime polled_at{};
  std::uint64_t restored_from = 0;  // FoundDocument::number of the newest that it knows; 0: none
  std::shared_ptr<const std::string> latest;  // JSON document
  std::string notice;                         // JSON for the updates channel
  std::vector<HistoryWrite> history;
  std::vector<Record> problems;  // for the stream and the channel of problems, see ProblemWriter
};

}  // namespace mtxmon
