#include "exporter/snapshot_writes.h"

#include <memory>

#include <fmt/format.h>

#include "core/base/time_text.h"
#include "core/model/encode.h"
#include "core/model/encode_problem.h"
#include "core/model/encode_record.h"
#include "exporter/snapshot_history.h"

namespace mtxmon {
namespace {

std::string notice_of(const Snapshot& snapshot) {
  std::string out;
  JsonWriter json(out);
  json.begin_object()
      .member("type", "streams")
      .member("node", snapshot.node)
      .member("seq", snapshot.seq);
  if (snapshot.collected_at) json.member("collected_at", format_rfc3339(*snapshot.collected_at));
  json.end_object();
  return out;
}

// Entry ids are times, so that an entry that is written again after an outage of Redis is known.
void add_records(const Snapshot& snapshot, const Keys& keys, SourceWrite& write) {
  // A list may be answered long after the poll began, and show what happened meanwhile.
  const auto seen_by =
      snapshot.polled_at + std::chrono::ceil<Milliseconds>(
                               std::chrono::duration<double>(snapshot.poll_duration_seconds));
  const auto add_record = [&](const std::string& key, WallTime time, std::size_t index,
                              std::string json, std::string replaces) {
    const auto id = fmt::format("{}-{}", time.time_since_epoch().count(), index);
    write.records.push_back({key, seen_by, Record{id, std::move(replaces), std::move(json)}});
  };
  std::size_t index = 0;
  for (const Event& event : snapshot.events) {
    const auto key =
        event.of_reader ? keys.reader_events(snapshot.node) : keys.events(snapshot.node);
    add_record(key, event.time, index++, encode_event(snapshot.node, event), event.replaces);
  }
  index = 0;
  for (const EndedConnection& ended : snapshot.ended) {
    add_record(keys.sessions(snapshot.node), ended.ended_at, index++,
               encode_session(snapshot.node, ended), "");
  }
  for (const ProblemChange& change : snapshot.problem_changes)
    write.problems.push_back({change.id, "", encode_problem_change(snapshot.node, change)});
}

}  // namespace

SourceWrite make_write(const Snapshot& snapshot, const Keys& keys) {
  SourceWrite write;
  write.kind = SourceKind::Node;
  write.source = snapshot.node;
  write.polled_at = snapshot.polled_at;
  write.latest = std::make_shared<const std::string>(encode_snapshot(snapshot));
  write.notice = notice_of(snapshot);
  add_records(snapshot, keys, write);
  write.samples = make_history(snapshot);
  return write;
}

}  // namespace mtxmon
