#include "core/store/entry_id.h"

#include <charconv>
#include <system_error>

namespace mtxmon {

std::int64_t entry_time_ms(std::string_view id) {
  std::int64_t ms = 0;
  const char* end = id.data() + id.size();
  const auto parsed = std::from_chars(id.data(), end, ms);
  if (parsed.ec != std::errc() || parsed.ptr == end || *parsed.ptr != '-' || ms < 0) return 0;
  return ms;
}

}  // namespace mtxmon
