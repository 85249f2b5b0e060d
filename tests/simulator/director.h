// Director: decides what goes wrong (or well) next in a lively scene. It is a dice with a seed: the
// same scene and seed give the same incidents at the same times. One thread at a time.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "tests/simulator/scene_command.h"
#include "tests/simulator/stream.h"

namespace mtxmon::sim {

// Commands with the seconds to wait before each.
using Script = std::vector<std::pair<double, SceneCommand>>;

class Director {
 public:
  explicit Director(std::uint64_t seed) : seed_(seed) {}

  // Scene time of the next incident: 10 to 20 s after the one before.
  [[nodiscard]] double next_at() const { return next_at_; }

  // The incident that is due, for the streams as they are now; sets the time of the one after it.
  [[nodiscard]] Script next_incident(const std::vector<Stream>& streams);

 private:
  double roll();

  std::uint64_t seed_;
  std::uint64_t rolls_ = 0;
  double next_at_ = 8.0;
};

}  // namespace mtxmon::sim
