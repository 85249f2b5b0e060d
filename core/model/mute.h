// Mute: an operator has seen a problem, or expects it, and does not want to be told of it until a
// time. Plain data, and its JSON (docs/REDIS.md). Pure.
//
// It names what a problem is, not only the one that is there now: one that ends and comes again has
// another key.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/problem.h"

namespace mtxmon {

// Longer than that nobody remembers why.
inline constexpr std::chrono::hours kLongestMute{7 * 24};

struct Mute {
  std::string node;
  ReasonCode code{};
  std::string detail = {};  // empty: whatever it is
  // Name or pattern that all streams of the problem match; empty: whatever they are.
  std::string stream = {};
  // The problem that it was made for: covered also when something else is its worst reason.
  std::string key = {};
  // What is worse than this is told all the same.
  Severity severity = Severity::Critical;
  WallTime until{};
  WallTime created{};
  std::string by = {}, comment = {};

  // The same for two mutes of the same problems: the later one replaces the other.
  [[nodiscard]] std::string id() const;
  [[nodiscard]] bool covers(std::string_view problem_node, const Problem& problem) const;
};

// With "id", so that a value stands for itself.
[[nodiscard]] std::string encode_mute(const Mute& mute);
[[nodiscard]] Result<Mute> parse_mute(std::string_view json);

// Notes in the problem until when it is muted, and by which mute: that which lasts longest.
void mark_muted(std::string_view node, const std::vector<Mute>& mutes, WallTime now,
                Problem& problem);

}  // namespace mtxmon
