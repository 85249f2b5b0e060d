#include "exporter/snapshot_writes.h"

#include <memory>

#include <fmt/format.h>

#include "core/base/time_text.h"
#include "core/model/encode.h"
#include "core/model/encode_problem.h"
#include "core/model/encode_record.h"
#include "core/schema/schema.h"

namespace mtxmon {
namespace {

template <typename T>
void add(HistorySample& sample, std::string_view series, const std::optional<T>& value) {
  if (value) sample.values.emplace_back(series, static_cast<double>(*value));
}

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
    write.history.push_back(
        {key, {.time = seen_by, .values = {}}, Record{id, std::move(replaces), std::move(json)}});
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
  write.kind = SourceWrite::Kind::Node;
  write.source = snapshot.node;
  write.polled_at = snapshot.polled_at;
  write.latest = std::make_shared<const std::string>(encode_snapshot(snapshot));
  write.notice = notice_of(snapshot);
  add_records(snapshot, keys, write);
  if (!snapshot.up) return write;  // a gap in the charts, not a line through the outage
  // While its list fails, the last figures of a protocol stay on the page, but they are no new
  // samples.
  const auto srt = snapshot.endpoints.find("srtconns");
  const bool srt_is_fresh =
      srt == snapshot.endpoints.end() || srt->second.state == EndpointState::Ok;
  for (const Stream& stream : snapshot.streams) {
    if (stream.state == StreamState::Gone || stream.state == StreamState::Offline) continue;
    HistorySample sample;
    sample.time = *snapshot.collected_at;
    add(sample, "inbound_bits_per_second", stream.inbound_bits_per_second);
    add(sample, "outbound_bits_per_second", stream.outbound_bits_per_second);
    add(sample, "readers", stream.readers);
    if (srt_is_fresh) {
      add(sample, "rtt_seconds", stream.rtt_seconds);
      add(sample, "link_loss_ratio", stream.link_loss_ratio);
      add(sample, "receive_bits_per_second", stream.receive_bits_per_second);
      add(sample, "link_capacity_bits_per_second", stream.link_capacity_bits_per_second);
    }
    add(sample, "rtp_loss_ratio", stream.rtp_loss_ratio);
    add(sample, "inbound_bytes_total", stream.inbound_bytes_total);
    if (!sample.values.empty()) {
      write.history.push_back({keys.stream_history(snapshot.node, stream.name), std::move(sample)});
    }
  }
  return write;
}

}  // namespace mtxmon
