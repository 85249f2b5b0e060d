// What a MediaMTX release does differently, by its version. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace mtxmon {

struct ServerVersion {
  int major = 0, minor = 0, patch = 0;
  // The check takes the 0 of a three-way comparison for a null pointer.
  friend auto operator<=>(const ServerVersion&,
                          const ServerVersion&) = default;  // NOLINT(modernize-use-nullptr)
};

// "v1.20.1", also with a suffix: "v1.20.1-12-gabcdef". Nothing for anything else.
[[nodiscard]] std::optional<ServerVersion> parse_server_version(std::string_view text);

struct ServerTraits {
  // Before v1.20.1 the SRT library never counted late packets (always 0) and counted one lost
  // packet too many per gap, so that nothing can be said of losses for good.
  bool srt_loss_is_exact = false;
  // Walking the recordings ended the process of releases before v1.12.
  bool recordings_are_safe = false;
  bool forwards = false;              // since v1.20
  bool srt_has_read_timeout = false;  // since v1.16.2
};

// A server that does not tell its version is older than v1.15.2.
[[nodiscard]] ServerTraits server_traits(const std::optional<ServerVersion>& version);

}  // namespace mtxmon
