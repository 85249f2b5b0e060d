// RecordCursor: where a page of records ended, as a word that a client hands back. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/store/record_query.h"

namespace mtxmon {

// The records of all nodes and kinds stand in one order: newest entry first; of those with the same
// id by node, then by kind. New records come before every cursor, so a cursor stays good.
struct RecordCursor {
  WallTime from;  // no record before it belongs to the answer, as on the first page
  EntryId last;   // of the last record that was looked at …
  RecordKind kind = RecordKind::Events;
  std::string node;  // … and whose it is

  // The entry below which those of that node and kind come after this cursor.
  [[nodiscard]] EntryId before(RecordKind other, std::string_view of_node) const;
};

[[nodiscard]] std::string cursor_text(const RecordCursor& cursor);
[[nodiscard]] std::optional<RecordCursor> parse_cursor(std::string_view text);

}  // namespace mtxmon
