// Problem: what the operator is shown and told: a state or reason of severity warning or worse, or
// one cause that explains several of them. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/reason.h"

namespace mtxmon {

// Beyond so many names a list helps nobody.
inline constexpr std::size_t kMostProblemStreams = 100;

struct Problem {
  std::string key;  // the same problem has the same key in the next snapshot
  ReasonCode code{};
  // Tells several of one code apart: that of its reason, or what its streams share.
  std::string detail = {};
  Severity severity = Severity::Warning;
  WallTime since{};
  std::vector<std::string> streams;  // those it touches, by name
  std::size_t stream_count = 0;      // of one that was read back: they may be named in part only
  std::string text;
  std::string remedy;
  // Somebody has muted it: by which mute, and why.
  std::optional<WallTime> muted_until = {};
  std::string mute_id = {}, mute_comment = {};
};

// What happened to a problem, for the record. Figures in its sentence are no change.
struct ProblemChange {
  enum class Kind : std::uint8_t { Began, Changed, Ended };
  Kind kind = Kind::Began;
  std::string id = {};  // "<ms>-<n>", unique within a node and rising
  WallTime time = {};
  Problem problem = {};                         // as it is now; of one that ended, as it was last
  std::optional<double> duration_seconds = {};  // of one that ended
  std::string merged_into = {};  // it ended because its streams are part of this one: its key
  std::string split_from = {};   // it is not new: its streams were part of this one until now
};
[[nodiscard]] constexpr std::string_view change_word(ProblemChange::Kind kind) {
  return kind == ProblemChange::Kind::Began     ? "began"
         : kind == ProblemChange::Kind::Changed ? "changed"
                                                : "ended";
}

}  // namespace mtxmon
