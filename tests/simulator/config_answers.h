// What the simulated server says about its configuration (/v3/config/…). Pure functions of the
// scene.
#pragma once

#include <string>
#include <vector>

#include "tests/simulator/scene.h"

namespace mtxmon::sim {

[[nodiscard]] std::string global_config(const Scene& scene);
[[nodiscard]] std::string path_defaults();

// The items of /v3/config/paths/list by name: all_others and every stream that has an entry of its
// own.
struct PathConfig {
  std::string name;
  std::string json;
};
[[nodiscard]] std::vector<PathConfig> path_configs(const Scene& scene);

// The destinations that a stream is forwarded to, as their URLs; only event/main has some.
[[nodiscard]] std::vector<std::string> forward_destinations(const Stream& stream);

}  // namespace mtxmon::sim
