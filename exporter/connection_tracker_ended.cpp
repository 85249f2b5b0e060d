// What ends: the part of ConnectionTracker that turns a connection that is listed no more into a
// record.
#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "core/schema/schema.h"
#include "exporter/connection_tracker.h"

namespace mtxmon {

void ConnectionTracker::end(const Tracked& tracked, WallTime at, std::string_view cause) {
  const Connection& last = *tracked.shown;
  const auto list = list_of(last.protocol, ListKind::Connections);
  if (list == kLists.size() || kLists[list].resource != last.resource) return;  // not a connection
  if (last.established == false) return;
  EndedConnection ended;
  ended.last = last;
  ended.began_at = last.created.value_or(tracked.first_seen);
  ended.ended_at = at;
  ended.cause = cause;
  const auto& media = last.role == Role::Publisher ? last.inbound_bytes : last.outbound_bytes;
  const double seconds = to_seconds(at - *ended.began_at);
  if (media && seconds > 0) ended.mean_bits_per_second = static_cast<double>(*media) * 8 / seconds;
  ended.worst_rtt_seconds = tracked.worst.rtt_seconds;
  ended.worst_link_loss_ratio = tracked.worst.link_loss_ratio;
  ended.worst_loss_ratio = tracked.worst.loss_ratio;
  ended.worst_discarded_ratio = tracked.worst.discarded_ratio;
  ended_.push_back(std::move(ended));
}

void ConnectionTracker::explain_ended(const StreamTracker::Streams& before,
                                      const std::vector<PathItem>& now) {
  if (ended_.empty()) return;
  std::unordered_map<std::string_view, const PathItem*> listed;
  for (const PathItem& path : now) listed.emplace(path.name, &path);
  for (EndedConnection& ended : ended_) {
    const auto known = before.find(ended.last.stream);
    if (known == before.end() || ended.cause == end_cause::kProtocolOff) continue;
    const auto path = listed.find(ended.last.stream);
    const auto cause =
        cause_by_path(ended.last, known->second, path == listed.end() ? nullptr : path->second);
    if (!cause.empty()) ended.cause = cause;
  }
}

std::vector<EndedConnection> ConnectionTracker::take_ended() { return std::move(ended_); }

}  // namespace mtxmon
