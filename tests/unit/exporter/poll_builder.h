// Polls written by hand: for what no recording shows.
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/schema/schema.h"
#include "exporter/poll_result.h"

namespace mtxmon {

inline constexpr WallTime kStart{Milliseconds(1795348800000)};

struct PathSpec {
  std::string name = "cam";
  std::uint64_t inbound = 0;
  std::uint64_t outbound = 0;
  bool available = true;
  int stream = 1;  // which stream object: another number is another publisher
  std::optional<bool> online = std::nullopt;
  std::vector<PeerRef> readers = {};
  std::optional<PeerRef> source = PeerRef{{"srt", PeerKind::Session}, "pub"};
};

inline PathItem path(const PathSpec& spec) {
  PathItem item;
  item.name = spec.name;
  item.available = spec.available;
  item.online = spec.online;
  if (spec.available) item.available_time = kStart + std::chrono::seconds(spec.stream);
  item.inbound_bytes = spec.inbound;
  item.outbound_bytes = spec.outbound;
  item.inbound_frames_in_error = 0;
  item.readers = spec.readers;
  item.source = spec.source;
  return item;
}

inline ConnectionItem connection_item(
    const Resource& resource, const std::string& id, const std::string& state,
    const std::string& stream, const std::vector<std::pair<std::string_view, Number>>& values) {
  ConnectionItem item;
  item.id = id;
  item.state = state;
  item.path = stream;
  item.values.resize(resource.fields.size());
  item.texts.resize(resource.texts.size());
  for (const auto& [native, number] : values) item.values.at(resource.row(native)) = number;
  return item;
}
inline ConnectionItem srt_connection(
    const std::string& id, const std::string& state, const std::string& stream,
    const std::vector<std::pair<std::string_view, Number>>& values) {
  return connection_item(kSrt, id, state, stream, values);
}

// A poll `seconds` after the start; complete lists.
inline PollResult good_poll(double seconds, std::vector<PathItem> paths,
                            std::vector<ConnectionItem> srt = {}) {
  const Milliseconds offset(std::llround(seconds * 1000));
  PollResult poll;
  poll.polled_at = kStart + offset;
  poll.finished_at = SteadyTime(std::chrono::hours(5)) + offset;
  poll.duration_seconds = 0.002;
  poll.paths.endpoint.state = EndpointState::Ok;
  poll.paths.answered_at = poll.finished_at;
  poll.paths.items = std::move(paths);
  for (auto& list : poll.lists) {
    list.endpoint.state = EndpointState::Ok;
    list.answered_at = poll.finished_at;
    list.items.emplace();
  }
  poll.lists[list_index("srtconns")].items = std::move(srt);
  poll.info_endpoint.state = EndpointState::Ok;
  poll.info.version = "v1.20.1";
  return poll;
}

inline PollResult failed_poll(double seconds) {
  PollResult poll = good_poll(seconds, {});
  poll.paths.items.reset();
  poll.paths.endpoint.state = EndpointState::Failed;
  for (auto& list : poll.lists) list = {};
  poll.info_endpoint.state = EndpointState::Unknown;
  poll.error = "connection refused";
  return poll;
}

}  // namespace mtxmon
