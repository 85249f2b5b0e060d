// RecordQuery: which records of a node, and what is found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/store/entry_id.h"

namespace mtxmon {

enum class RecordKind : std::uint8_t { Events, ReaderEvents, Sessions };

struct RecordQuery {
  RecordKind kind = RecordKind::Events;
  std::string node;
  WallTime from, to;              // of their entries, both included
  std::optional<EntryId> before;  // only entries below this one: what follows a page
  std::size_t limit = 0;          // at most so many, the newest
};

struct StoredRecord {
  EntryId id;
  std::string json;  // as it is there; empty when another program wrote something else
};

}  // namespace mtxmon
