#include "exporter/server_version.h"

#include <charconv>

namespace mtxmon {

std::optional<ServerVersion> parse_server_version(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  ServerVersion version;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int* part : {&version.major, &version.minor, &version.patch}) {
    if (part != &version.major) {
      if (at == end || *at != '.') return std::nullopt;
      ++at;
    }
    const auto read = std::from_chars(at, end, *part);
    if (read.ec != std::errc() || *part < 0) return std::nullopt;
    at = read.ptr;
  }
  return version;
}

ServerTraits server_traits(const std::optional<ServerVersion>& version) {
  ServerTraits traits;
  if (!version) return traits;
  traits.srt_loss_is_exact = *version >= ServerVersion{1, 20, 1};
  traits.recordings_are_safe = *version >= ServerVersion{1, 12, 0};
  traits.srt_has_read_timeout = *version >= ServerVersion{1, 16, 2};
  traits.forwards = *version >= ServerVersion{1, 20, 0};
  return traits;
}

}  // namespace mtxmon
