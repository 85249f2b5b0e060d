// Reasons that say why a stream is stalled, gone or not connected. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/model/reason.h"

namespace mtxmon {

// `remaining_seconds`: until the server drops the publisher, where that is known.
[[nodiscard]] Reason no_inbound_bytes(double silent_seconds,
                                      std::optional<double> remaining_seconds = std::nullopt);
// `had_publisher`: not long ago. `expected`: by the operator.
[[nodiscard]] Reason slate_playing(double seconds, bool had_publisher, bool expected);
// From the first poll without it on. `error`: the server's own words, empty where it tells none.
[[nodiscard]] Reason source_unreachable(double unavailable_seconds, const std::string& error);
// It vanished under that many readers; none: after a stall.
[[nodiscard]] Reason stream_gone(WallTime since, std::uint32_t readers);
[[nodiscard]] Reason frames_in_error(std::uint64_t total);

}  // namespace mtxmon
