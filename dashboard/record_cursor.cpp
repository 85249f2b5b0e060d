#include "dashboard/record_cursor.h"

#include <charconv>
#include <system_error>
#include <tuple>

#include <fmt/format.h>

namespace mtxmon {
namespace {

constexpr std::string_view kKindLetters = "ers";  // in the order of RecordKind

}  // namespace

EntryId RecordCursor::before(RecordKind other, std::string_view of_node) const {
  const bool comes_later = std::tuple(of_node, other) > std::tuple(std::string_view(node), kind);
  return comes_later ? EntryId{last.time_ms, last.number + 1} : last;
}

std::string cursor_text(const RecordCursor& cursor) {
  return fmt::format("{}.{}.{}{}", cursor.from.time_since_epoch().count(), entry_id(cursor.last),
                     kKindLetters[static_cast<std::size_t>(cursor.kind)], cursor.node);
}

std::optional<RecordCursor> parse_cursor(std::string_view text) {
  RecordCursor cursor;
  std::int64_t from_ms = 0;
  const char* const end = text.data() + text.size();
  const auto from = std::from_chars(text.data(), end, from_ms);
  if (from.ec != std::errc() || from.ptr == end || *from.ptr != '.') return std::nullopt;
  cursor.from = WallTime(Milliseconds(from_ms));
  text.remove_prefix(static_cast<std::size_t>(from.ptr + 1 - text.data()));
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || dot + 1 == text.size()) return std::nullopt;
  const auto id = parse_entry_id(text.substr(0, dot));
  const auto kind = kKindLetters.find(text[dot + 1]);
  if (!id || kind == std::string_view::npos) return std::nullopt;
  cursor.last = *id;
  cursor.kind = static_cast<RecordKind>(kind);
  cursor.node = text.substr(dot + 2);
  return cursor;
}

}  // namespace mtxmon
