#include "exporter/node_tracker.h"

#include <utility>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

// After this many intervals without an answer nobody can say what a stream does.
constexpr int kUnknownAfterIntervals = 3;

void unknown_states(std::vector<Stream>& streams, WallTime since) {
  for (Stream& stream : streams) {
    if (stream.state == StreamState::Gone) continue;
    stream.state = StreamState::Unknown;
    stream.since = since;
    stream.reasons.clear();
  }
}

}  // namespace

NodeTracker::NodeTracker(std::string node, std::chrono::milliseconds interval, StreamRules rules)
    : node_(std::move(node)), interval_(interval), streams_(rules), srt_(kSrt) {}

void NodeTracker::restore(RememberedNode remembered, SteadyTime now, WallTime wall_now) {
  seq_ = std::max(seq_, remembered.seq);
  if (!collected_at_) {  // nothing seen yet: the age of what is shown counts from what the other
                         // one saw
    collected_at_ = remembered.collected_at;
    server_ = {std::move(remembered.server_version), remembered.server_started};
  }
  streams_.restore(std::move(remembered.streams), now, wall_now);
}

void NodeTracker::note_success(const PollResult& poll) {
  streams_.update(*poll.paths.items, poll.paths.answered_at, poll.polled_at);
  srt_.update(poll.srt);
  srt_.forget_unless([this](const std::string& path) { return streams_.streams().contains(path); });
  if (poll.info_endpoint.state == EndpointState::Ok) server_ = poll.info;
  collected_at_ = poll.polled_at;
  succeeded_at_ = poll.finished_at;
  down_since_.reset();
}

std::shared_ptr<const Snapshot> NodeTracker::update(const PollResult& poll) {
  const bool up = poll.paths.items.has_value();
  if (up) {
    note_success(poll);
  } else if (!down_since_) {
    down_since_ = poll.polled_at;
  }
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->node = node_;
  snapshot->seq = ++seq_;
  snapshot->collected_at = collected_at_;
  snapshot->polled_at = poll.polled_at;
  snapshot->interval_seconds = to_seconds(interval_);
  snapshot->poll_duration_seconds = poll.duration_seconds;
  snapshot->poll_timeout_seconds = poll.timeout_seconds;
  snapshot->up = up;
  snapshot->error = poll.error;
  snapshot->down_since = down_since_;
  snapshot->server_version = server_.version;
  snapshot->server_started = server_.started;
  snapshot->endpoints = {{"info", poll.info_endpoint},
                         {"paths", poll.paths.endpoint},
                         {std::string(kSrt.endpoint), poll.srt.endpoint}};
  join(*snapshot);
  const bool stale =
      !succeeded_at_ || poll.finished_at - *succeeded_at_ >= kUnknownAfterIntervals * interval_;
  if (!up && stale) unknown_states(snapshot->streams, collected_at_.value_or(poll.polled_at));
  return snapshot;
}

void NodeTracker::join(Snapshot& snapshot) const {
  auto totals = srt_.totals();
  snapshot.streams.reserve(streams_.streams().size());
  for (const auto& [name, tracked] : streams_.streams()) {
    Stream& stream = snapshot.streams.emplace_back(tracked.shown);
    const Connection* publisher = stream.source ? srt_.find(stream.source->id) : nullptr;
    if (publisher != nullptr) {
      stream.rtt_seconds = publisher->values[srt_field("msRTT")].real();
      stream.receive_bits_per_second = publisher->values[srt_field("mbpsReceiveRate")].real();
      stream.link_capacity_bits_per_second =
          publisher->values[srt_field("mbpsLinkCapacity")].real();
      stream.link_loss_ratio = publisher->link_loss_ratio;
    }
    if (const auto total = totals.find(name); total != totals.end())
      stream.totals.push_back(std::move(total->second));
  }
  srt_.append_to(snapshot.connections);
  append_unlisted_peers(snapshot);
}

// Sessions that the paths list names, of protocols whose own list is not read (or failed): known by
// id only.
void NodeTracker::append_unlisted_peers(Snapshot& snapshot) const {
  const auto append = [&](const std::string& stream, const PeerType& type, const std::string& id,
                          Role role) {
    if (type.kind != PeerKind::Session || id.empty() || srt_.find(id) != nullptr) return;
    Connection& connection = snapshot.connections.emplace_back();
    connection.id = id;
    connection.protocol = type.protocol;
    connection.role = role;
    connection.stream = stream;
  };
  for (const auto& [name, tracked] : streams_.streams()) {
    if (!tracked.listed) continue;
    if (tracked.shown.source)
      append(name, tracked.shown.source->type, tracked.shown.source->id, Role::Publisher);
    for (const PeerRef& reader : tracked.readers)
      append(name, reader.type, reader.id, Role::Reader);
  }
}

}  // namespace mtxmon
