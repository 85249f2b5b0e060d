// concat({"a", b, "c"}): one text out of several. Pure function.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace mtxmon::sim {

[[nodiscard]] inline std::string concat(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

}  // namespace mtxmon::sim
