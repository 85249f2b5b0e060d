// Shape: which release of MediaMTX the answers look like. It decides routes, members, spellings and
// the form of errors, and never what the scene is about. Plain value, callable from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/simulator/protocol.h"

namespace mtxmon::sim {

class Shape {
 public:
  // v1.20.1.
  Shape() = default;

  // "v1.20", or the release itself ("v1.20.1"); see names().
  [[nodiscard]] static std::optional<Shape> from_name(std::string_view name);
  [[nodiscard]] static std::string names();  // "v1.0, v1.2, …"

  // With v1.21: the names of before answer as well.
  void keep_deprecated_routes() { deprecated_routes_ = true; }

  [[nodiscard]] std::string_view release() const;  // "v1.20.1"
  // Whether it has what came with v1.`minor`.
  [[nodiscard]] bool since(int minor) const { return minor_ >= minor; }

  [[nodiscard]] std::string_view prefix() const { return since(2) ? "/v3/" : "/v2/"; }

  // A route (behind the prefix) under its name of v1.20, whatever it is called here; none if this
  // release does not have it. "srt/conns/list" of v1.21 → "srtconns/list".
  [[nodiscard]] std::optional<std::string> canonical(std::string_view route) const;

  // What `source.type` and `readers[].type` say.
  [[nodiscard]] std::string_view type_of(Protocol protocol) const;
  [[nodiscard]] std::string_view type_of(std::string_view static_source) const;

 private:
  explicit Shape(int minor) : minor_(minor) {}
  [[nodiscard]] bool has(std::string_view canonical_route) const;

  int minor_ = 20;
  bool deprecated_routes_ = false;
};

}  // namespace mtxmon::sim
