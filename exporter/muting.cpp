#include "exporter/muting.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace mtxmon {

void mark_muted(Snapshot& snapshot, const std::vector<Mute>& mutes) {
  if (mutes.empty()) return;
  for (Problem& problem : snapshot.problems)
    mark_muted(snapshot.node, mutes, snapshot.polled_at, problem);
  for (ProblemChange& change : snapshot.problem_changes)
    mark_muted(snapshot.node, mutes, snapshot.polled_at, change.problem);
  // Of each stream the mute that ends first; nothing when one of its problems is not muted.
  std::map<std::string_view, std::optional<WallTime>> until;
  for (const Problem& problem : snapshot.problems) {
    for (const std::string& stream : problem.streams) {
      auto& end = until.try_emplace(stream, problem.muted_until).first->second;
      end = end && problem.muted_until ? std::min(end, problem.muted_until) : std::nullopt;
    }
  }
  for (Stream& stream : snapshot.streams) {
    if (const auto found = until.find(stream.name); found != until.end())
      stream.muted_until = found->second;
  }
}

}  // namespace mtxmon
