// Ids of our entries in Redis streams: "<wall time in ms>-<n>", so that what is written a second
// time is refused instead of doubled. Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "core/base/clock.h"

namespace mtxmon {

[[nodiscard]] inline std::string entry_id(std::int64_t time_ms) {
  return std::to_string(time_ms) + "-0";
}
[[nodiscard]] inline std::string entry_id(WallTime time) {
  return entry_id(time.time_since_epoch().count());
}

struct EntryId {
  std::int64_t time_ms = 0;
  std::uint64_t number = 0;  // of those with the same time

  friend bool operator==(const EntryId&, const EntryId&) = default;
  friend bool operator<(const EntryId& a, const EntryId& b) {
    return std::tie(a.time_ms, a.number) < std::tie(b.time_ms, b.number);
  }
};
[[nodiscard]] std::optional<EntryId> parse_entry_id(std::string_view id);
[[nodiscard]] inline std::string entry_id(EntryId id) {
  return std::to_string(id.time_ms) + "-" + std::to_string(id.number);
}
// The time in an entry's id in ms; 0 when it is none.
[[nodiscard]] std::int64_t entry_time_ms(std::string_view id);

}  // namespace mtxmon
