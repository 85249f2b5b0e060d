// What the items of several protocols have in common. Pure functions.
#pragma once

#include "tests/simulator/json_text.h"
#include "tests/simulator/shape.h"
#include "tests/simulator/stream.h"

namespace mtxmon::sim {

[[nodiscard]] inline std::uint64_t whole(double value) {
  return value <= 0.0 ? 0 : static_cast<std::uint64_t>(value);
}

// The bytes that the session carried, with its protocol's overhead and the stream's test offset.
[[nodiscard]] inline std::uint64_t carried(const Stream& stream, const Session& session,
                                           double overhead, double t) {
  return whole(stream.session_bytes(session, t) * overhead) + stream.counter_offset;
}

// Frames that were thrown away because the reader's queue was full.
[[nodiscard]] inline std::uint64_t discarded_frames(const Stream& stream, const Session& session,
                                                    double t) {
  constexpr double kFramesPerSecond = 72.0;  // 25 of video, 47 of audio
  return session.publisher ? 0 : whole(kFramesPerSecond * stream.discarded_content(session, t));
}

inline void write_identity(JsonText& json, const Session& session) {
  json.text("id", session.id);
  json.text("created", session.created);
  json.text("remoteAddr", session.remote_addr);
}

inline void write_purpose(JsonText& json, const Stream& stream, const Session& session,
                          const Shape& shape) {
  json.text("state", session.publisher ? "publish" : "read");
  json.text("path", stream.name);
  if (shape.since(5)) json.text("query", session.query);
  if (shape.since(17)) json.text("user", session.user);
}

}  // namespace mtxmon::sim
