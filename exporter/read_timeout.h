// ReadTimeout: how long the server waits for bytes of a publisher before it drops it (`readTimeout`
// of its configuration). Plain data.
#pragma once

#include <optional>
#include <string_view>

namespace mtxmon {

struct ReadTimeout {
  std::optional<double> seconds;  // nothing: not known
  bool of_srt = false;            // since v1.16.2

  // Nothing where it does not apply: MediaMTX gives WebRTC the time of ICE instead.
  [[nodiscard]] std::optional<double> of(std::string_view protocol) const {
    const bool applies = protocol == "rtsp" || protocol == "rtsps" || protocol == "rtmp" ||
                         protocol == "rtmps" || (protocol == "srt" && of_srt);
    return applies ? seconds : std::nullopt;
  }
};

}  // namespace mtxmon
