#include "core/store/entry_id.h"

#include <charconv>
#include <system_error>

namespace mtxmon {

std::optional<EntryId> parse_entry_id(std::string_view id) {
  EntryId out;
  const char* const end = id.data() + id.size();
  const auto time = std::from_chars(id.data(), end, out.time_ms);
  if (time.ec != std::errc() || time.ptr == end || *time.ptr != '-' || out.time_ms < 0)
    return std::nullopt;
  const auto number = std::from_chars(time.ptr + 1, end, out.number);
  if (number.ec != std::errc() || number.ptr != end) return std::nullopt;
  return out;
}

std::int64_t entry_time_ms(std::string_view id) {
  std::int64_t ms = 0;
  const char* end = id.data() + id.size();
  const auto parsed = std::from_chars(id.data(), end, ms);
  if (parsed.ec != std::errc() || parsed.ptr == end || *parsed.ptr != '-' || ms < 0) return 0;
  return ms;
}

}  // namespace mtxmon
