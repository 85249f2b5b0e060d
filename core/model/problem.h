// Problem: what the operator is shown and told: a state or reason of severity warning or worse, or
// one cause that explains several of them. Plain data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/reason.h"

namespace mtxmon {

struct Problem {
  std::string key;  // the same problem has the same key in the next snapshot
  ReasonCode code{};
  std::string detail = {};  // of its reason
  Severity severity = Severity::Warning;
  WallTime since{};
  std::vector<std::string> streams;  // those it touches, by name
  std::string text;
  std::string remedy;
  std::optional<WallTime> muted_until = {};
};

}  // namespace mtxmon
