// SimulatorOptions: everything that can be said about a simulator before it starts. Plain value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"

namespace mtxmon {

struct SimulatorOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system chooses

  // The scene. `streams` publishers, `readers` each; the extras are five paths of other kinds (see
  // README.md).
  std::size_t streams = 10;
  std::size_t readers = 2;
  double srt_share = 0.5;
  bool mix = false;  // publishers and readers spread evenly over all protocols instead
  std::uint64_t seed = 1;
  bool extras = true;
  bool lively = false;
  std::vector<std::string> names{};  // additional streams with exactly these names
  std::size_t site = 0;  // RTSP cameras site/cam-01, … of one network, one reader each
  double read_timeout_seconds = 10.0;  // a publisher that is silent this long is dropped; 0: never
  double tick_seconds = 0.1;           // answers within one tick are the same bytes

  // Which release the answers look like ("v1.20", see Shape); with v1.21, whether the names of
  // before answer as well.
  std::string version_shape = "v1.20";
  bool deprecated_routes = false;
  double latency_seconds = 0.0;  // before each answer: a server far away

  // Basic authentication; no user: everybody may ask.
  std::string user{};
  std::string password{};
  // Pause before wrong credentials are refused; absent: random, 0 to 4 s.
  std::optional<double> auth_delay_seconds = std::nullopt;

  // A recording instead of a scene.
  std::string replay_file{};
  double replay_speed = 1.0;
  bool replay_loop = false;  // start over after the last line instead of repeating it

  const Clock* clock = nullptr;  // must outlive the simulator; none: the system's
};

}  // namespace mtxmon
