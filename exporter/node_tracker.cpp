#include "exporter/node_tracker.h"

#include <algorithm>
#include <utility>

#include "core/schema/schema.h"
#include "exporter/muting.h"

namespace mtxmon {
namespace {

// After this many intervals without an answer nobody can say what a stream does.
constexpr int kUnknownAfterIntervals = 3;
// What changed between two polls that are not further apart changed together.
constexpr std::chrono::seconds kLongestLook{6};

void unknown_states(std::vector<Stream>& streams, WallTime since) {
  for (Stream& stream : streams) {
    if (stream.state == StreamState::Gone) continue;
    stream.state = StreamState::Unknown;
    stream.since = since;
    stream.reasons.clear();
    stream.stalled_remaining_seconds.reset();
  }
}

void join_publisher(Stream& stream, const Connection& publisher) {
  const auto srt = [&](std::size_t row) { return publisher.figure(kSrt, row); };
  stream.rtt_seconds = srt(srt_field("msRTT"));
  stream.receive_bits_per_second = srt(srt_field("mbpsReceiveRate"));
  stream.link_capacity_bits_per_second = srt(srt_field("mbpsLinkCapacity"));
  stream.latency_seconds = srt(srt_key("latency_seconds", Side::Publisher));
  stream.link_loss_ratio = srt(srt_key("link_loss_ratio"));
  stream.unrecovered_loss_ratio = srt(srt_key("unrecovered_loss_ratio", Side::Publisher));
  constexpr RtpRow kLoss = rtp_key("rtp_loss_ratio", Side::Publisher);
  if (publisher.resource != nullptr)
    stream.rtp_loss_ratio = publisher.figure(*publisher.resource, kLoss.in(*publisher.resource));
}

// Needs the tracks of the stream, which the list of sessions does not have.
void fill_jitter(Snapshot& snapshot) {
  constexpr RtpRow kUnits = rtp_key("jitter_clock_units", Side::Publisher);
  constexpr RtpRow kSeconds = rtp_key("jitter_seconds", Side::Publisher);
  for (Connection& connection : snapshot.connections) {
    const Resource* table = connection.resource;
    if (connection.role != Role::Publisher || (table != &kRtsp && table != &kWebrtc)) continue;
    const auto stream =
        std::ranges::lower_bound(snapshot.streams, connection.stream, {}, &Stream::name);
    const auto units = connection.figure(*table, kUnits.in(*table));
    if (!units || stream == snapshot.streams.end() || stream->name != connection.stream) continue;
    if (const auto seconds = jitter_seconds(*units, stream->tracks))
      connection.values[kSeconds.in(*table)] = *seconds;
  }
}

}  // namespace

NodeTracker::NodeTracker(std::string node, std::chrono::milliseconds interval,
                         const StreamRules& rules, PrivacyRules privacy, SnapshotOrigin origin)
    : node_(std::move(node)),
      interval_(interval),
      privacy_(privacy),
      origin_(std::move(origin)),
      streams_(node_, rules),
      connections_(privacy),
      diagnosis_(rules.health,
                 {expected_names(rules.entries, node_), expected_patterns(rules.entries, node_)}) {}

void NodeTracker::restore(RememberedNode remembered, SteadyTime now, WallTime wall_now) {
  seq_ = std::max(seq_, remembered.seq);
  events_.restore(remembered.streams, remembered.connections, remembered.up,
                  remembered.server_started);
  diagnosis_.restore({.streams = remembered.streams,
                      .problems = remembered.problems,
                      .server_started = remembered.server_started,
                      .up = remembered.up,
                      .ours = remembered.ours},
                     now);
  if (!collected_at_) {  // nothing seen yet: the age of what is shown counts from what the other
                         // one saw
    collected_at_ = remembered.collected_at;
    server_ = {std::move(remembered.server_version), remembered.server_started};
  }
  streams_.restore(std::move(remembered.streams), now, wall_now);
}

void NodeTracker::note_success(PollResult& poll) {
  const auto started_before = server_.started;
  if (poll.info_endpoint.state == EndpointState::Ok) server_ = poll.info;
  const bool restarted = started_before && server_.started && *started_before != *server_.started;
  const auto version = parse_server_version(server_.version.value_or(""));
  const ServerTraits traits = server_traits(version);
  if (restarted) read_timeout_seconds_.reset();
  if (poll.read_timeout_seconds) read_timeout_seconds_ = poll.read_timeout_seconds;
  const ReadTimeout read_timeout{read_timeout_seconds_, traits.srt_has_read_timeout};
  streams_.set_read_timeout(read_timeout);
  connections_.set_read_timeout(read_timeout);
  connections_.update(poll, traits, restarted ? end_cause::kServerRestarted : "");
  // Across an outage nobody knows what came first.
  if (!restarted && was_watched(poll))
    connections_.explain_ended(streams_.streams(), *poll.paths.items);
  if (poll.path_configs.items) streams_.configure(*poll.path_configs.items);
  if (poll.sources.endpoint.state == EndpointState::Off) {
    streams_.note_sources({});
  } else if (poll.sources.items) {
    streams_.note_sources(*poll.sources.items);
  }
  streams_.update(*poll.paths.items, connections_.publishing(), poll.paths.answered_at,
                  poll.polled_at);
  connections_.forget_unless(
      [this](const std::string& path) { return streams_.streams().contains(path); });
  note_forwards(poll);
  if (poll.recordings.items) {
    recorded_at_.clear();
    for (const RecordingItem& item : *poll.recordings.items)
      recorded_at_[item.path] = item.newest_segment;
  }
  collected_at_ = poll.polled_at;
  succeeded_at_ = poll.finished_at;
  down_since_.reset();
}

bool NodeTracker::was_watched(const PollResult& poll) const {
  const auto longest = std::max<Milliseconds>(kUnknownAfterIntervals * interval_, kLongestLook);
  return succeeded_at_ && !down_since_ && poll.finished_at - *succeeded_at_ <= longest;
}

void NodeTracker::note_forwards(const PollResult& poll) {
  if (!poll.forwards.items) return;
  const auto before = std::exchange(forwards_, {});
  const double seconds = to_seconds(poll.forwards.answered_at - forwards_at_);
  for (const ForwardItem& item : *poll.forwards.items) {
    Forward forward{item.id,    item.protocol, item.state,          item.target,
                    item.error, item.created,  item.outbound_bytes, std::nullopt};
    if (const auto path = before.find(item.path); path != before.end()) {
      const auto was = std::ranges::find(path->second, item.id, &Forward::id);
      if (was != path->second.end() && was->outbound_bytes && item.outbound_bytes && seconds > 0) {
        forward.outbound_bits_per_second =
            static_cast<double>(counter_delta(*was->outbound_bytes, *item.outbound_bytes)) * 8 /
            seconds;
      }
    }
    forwards_[item.path].push_back(std::move(forward));
  }
  forwards_at_ = poll.forwards.answered_at;
}

std::shared_ptr<const Snapshot> NodeTracker::update(PollResult poll, const HostLoad* host,
                                                    const std::vector<Mute>& mutes) {
  const bool up = poll.paths.items.has_value();
  if (up) {
    note_success(poll);
  } else if (!down_since_) {
    down_since_ = poll.polled_at;
  }
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->node = node_;
  snapshot->host = origin_.host;
  snapshot->exporter = origin_.exporter;
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
  snapshot->read_timeout_seconds = read_timeout_seconds_;
  snapshot->endpoints = {{"info", poll.info_endpoint}, {"paths", poll.paths.endpoint}};
  for (std::size_t list = 0; list < kLists.size(); ++list)
    snapshot->endpoints.emplace(kLists[list].endpoint, poll.lists[list].endpoint);
  const auto slow = [&](const std::string& name, const Endpoint& endpoint) {
    if (endpoint.state != EndpointState::Unknown) slow_endpoints_[name] = endpoint;
  };
  slow("pathconfigs", poll.path_configs.endpoint);
  slow("recordings", poll.recordings.endpoint);
  slow("forwards", poll.forwards.endpoint);
  slow("sources", poll.sources.endpoint);
  snapshot->endpoints.insert(slow_endpoints_.begin(), slow_endpoints_.end());
  join(*snapshot);
  const bool stale =
      !succeeded_at_ || poll.finished_at - *succeeded_at_ >= kUnknownAfterIntervals * interval_;
  if (!up && stale) unknown_states(snapshot->streams, collected_at_.value_or(poll.polled_at));
  const auto policy_of = [this](const std::string& name) {
    const auto tracked = streams_.streams().find(name);
    if (tracked == streams_.streams().end()) return StreamPolicy();
    return StreamPolicy{&tracked->second.settings, &tracked->second.health,
                        mask_address(tracked->second.source_host, privacy_.publisher_addr)};
  };
  diagnosis_.update(*snapshot, poll.finished_at, policy_of, host);
  mark_muted(*snapshot, mutes);
  snapshot->events = events_.update(*snapshot);
  return snapshot;
}

void NodeTracker::join(Snapshot& snapshot) {
  const StreamSums& totals = connections_.totals();
  snapshot.streams.reserve(streams_.streams().size());
  for (const auto& [name, tracked] : streams_.streams()) {
    Stream& stream = snapshot.streams.emplace_back(tracked.shown);
    const Connection* publisher =
        stream.source ? connections_.find(stream.source->type.protocol, stream.source->id)
                      : nullptr;
    if (publisher != nullptr) join_publisher(stream, *publisher);
    if (tracked.listed) {
      stream.hls_muxer = connections_.muxer_of(name);
      if (const auto found = forwards_.find(name); found != forwards_.end())
        stream.forwards = found->second;
    }
    if (const auto found = recorded_at_.find(name); found != recorded_at_.end())
      stream.recorded_at = found->second;
    stream.totals = totals.of(name);
  }
  connections_.append_to(snapshot.connections);
  fill_jitter(snapshot);
  append_unlisted_peers(snapshot);
  snapshot.ended = connections_.take_ended();
}

// Sessions that the paths list names, of protocols whose own list is not read (or failed): known by
// id only.
void NodeTracker::append_unlisted_peers(Snapshot& snapshot) const {
  const auto append = [&](const std::string& stream, const PeerType& type, const std::string& id,
                          Role role) {
    if (type.kind != PeerKind::Session || id.empty() ||
        connections_.find(type.protocol, id) != nullptr)
      return;
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
