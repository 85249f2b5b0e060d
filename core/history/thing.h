// Things: what has time series below a source, by the name under which Redis knows it.
//
// A source is a node or a host. A node has itself, its streams and its connections, a host has
// itself. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace mtxmon {

inline constexpr std::string_view kNodeThing = "node";
inline constexpr std::string_view kHostThing = "host";

[[nodiscard]] inline std::string stream_thing(std::string_view path) {
  return "stream:" + std::string(path);
}
// Ids are MediaMTX' own; two protocols may use the same.
[[nodiscard]] inline std::string connection_thing(std::string_view protocol, std::string_view id) {
  return "connection:" + std::string(protocol) + ":" + std::string(id);
}
// A connection's samples are kept while it lives and a little longer, and never summed up.
[[nodiscard]] inline bool is_connection(std::string_view thing) {
  return thing.starts_with("connection:");
}

}  // namespace mtxmon
