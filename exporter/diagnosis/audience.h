// Audience: who feeds and who reads one stream in one poll, and what that says of the stream. Plain
// data and pure functions.
#pragma once

#include <optional>
#include <vector>

#include "core/model/stream.h"
#include "exporter/health_rules.h"

namespace mtxmon {

struct Audience {
  const Connection* publisher = nullptr;
  std::vector<const Connection*> readers;
};

[[nodiscard]] Reason silent_reason(const Connection& reader, WallTime since, WallTime now);

// So many of its readers fail that the stream itself is to blame; or, with `overload`, the server
// below it.
[[nodiscard]] std::optional<Reason> readers_failing(const Audience& audience,
                                                    const HealthRules& rules,
                                                    const Reason* overload = nullptr);

// Readers whose protocol cannot carry one of the tracks.
[[nodiscard]] std::optional<Reason> codec_unsupported(const Stream& stream,
                                                      const Audience& audience);

// Fills in readers_silent and viewers.
void count_viewers(Stream& stream, const Audience& audience);

}  // namespace mtxmon
