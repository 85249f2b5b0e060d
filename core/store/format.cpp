#include "core/store/format.h"

#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include "core/base/log.h"

namespace mtxmon {

Status check_format(std::string_view held, const RedisAddress& address) {
  int format = 0;
  const char* end = held.data() + held.size();
  const auto parsed = std::from_chars(held.data(), end, format);
  if (parsed.ec == std::errc() && parsed.ptr == end && format <= kRedisFormat) return {};
  return Error{fmt::format(
      "Redis at {} holds data of format \"{}\", this program knows up to {}: update it, or give it "
      "another database or key prefix",
      address.display(), printable(held, 20), kRedisFormat)};
}

}  // namespace mtxmon
