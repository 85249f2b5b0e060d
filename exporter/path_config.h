// PathConfig: what of a path's configuration decides how its state is read. Everything else of it,
// secrets first, is dropped at decode. Plain data.
#pragma once

#include <string>

namespace mtxmon {

struct PathConfig {
  std::string name;
  bool static_source = false;  // the server itself pulls or opens it
  bool redirect = false;
  bool on_demand = false;         // starts when somebody asks: sourceOnDemand or runOnDemand
  bool always_available = false;  // plays a slate while nobody publishes
  bool record = false, forwards = false;
  std::string source_host = {};  // of a static source elsewhere; nothing else of its URL
};

}  // namespace mtxmon
