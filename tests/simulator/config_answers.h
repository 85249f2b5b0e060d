// What the simulated server says about its configuration (/v3/config/…): recorded settings of its
// release, with what the scene changes. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "tests/simulator/scene.h"

namespace mtxmon::sim {

[[nodiscard]] std::string global_config(const Scene& scene);
[[nodiscard]] std::string path_defaults(const Scene& scene);

// The settings of the entry that a stream comes from; up to v1.1 a member of the path itself.
[[nodiscard]] std::string path_config(const Stream& stream, const Shape& shape);

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
