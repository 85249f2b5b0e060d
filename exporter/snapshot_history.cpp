#include "exporter/snapshot_history.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/history/thing.h"
#include "core/model/totals.h"
#include "core/schema/schema.h"

namespace mtxmon {
namespace {

constexpr const Series& kState = series_named("state");
constexpr const Series& kUp = series_named("up");
constexpr const Series& kInboundRate = series_named("inbound_bits_per_second");
constexpr const Series& kOutboundRate = series_named("outbound_bits_per_second");
constexpr const Series& kInboundBytes = series_named("inbound_bytes_total");
constexpr const Series& kOutboundBytes = series_named("outbound_bytes_total");
constexpr const Series& kReaders = series_named("readers");

// Sums over all readers: what they were not given.
constexpr std::string_view kMissed[] = {"packets_send_dropped_total", "rtp_packets_discarded_total",
                                        "frames_discarded_total"};

// The rows of a field table that are series, too, by side.
struct SeriesRow {
  std::size_t row;
  const Series* series;
  Side side;
};

class SnapshotHistory {
 public:
  explicit SnapshotHistory(const Snapshot& snapshot) : snapshot_(snapshot) {
    for (const Connection& connection : snapshot.connections) {
      if (connection.role == Role::Publisher) publishers_[connection.stream] = &connection;
    }
  }

  HistoryPoll make() {
    if (!snapshot_.up) {
      poll_.begin(std::string(kNodeThing));
      poll_.set(kUp, std::uint64_t{0});
      return poll_.finish(snapshot_.polled_at);
    }
    add_node();
    for (const Stream& stream : snapshot_.streams) add_stream(stream);
    for (const Connection& connection : snapshot_.connections) add_connection(connection);
    return poll_.finish(*snapshot_.collected_at);
  }

 private:
  void add_node() {
    const Totals totals = count_totals(snapshot_);
    poll_.begin(std::string(kNodeThing));
    poll_.set(kUp, std::uint64_t{1});
    poll_.set(series_named("streams"), snapshot_.streams.size());
    poll_.set(series_named("streams_ready"), count_ready());
    poll_.set(series_named("connections"), snapshot_.connections.size());
    poll_.set(kReaders, totals.readers);
    poll_.set(kInboundRate, totals.inbound_bits_per_second);
    poll_.set(kOutboundRate, totals.outbound_bits_per_second);
  }

  [[nodiscard]] std::uint64_t count_ready() const {
    return static_cast<std::uint64_t>(std::ranges::count_if(
        snapshot_.streams, [](const Stream& one) { return carries_stream(one.state); }));
  }

  // What the server lists no more has no sample: that it was not there is seen by the node's.
  void add_stream(const Stream& stream) {
    if (stream.state == StreamState::Gone) return;
    poll_.begin(stream_thing(stream.name));
    poll_.set(kState, static_cast<std::uint64_t>(stream.state));
    if (stream.state == StreamState::Offline || stream.state == StreamState::Missing) return;
    poll_.set(kInboundRate, stream.inbound_bits_per_second);
    poll_.set(kOutboundRate, stream.outbound_bits_per_second);
    poll_.set(kInboundBytes, stream.inbound_bytes_total);
    poll_.set(kOutboundBytes, stream.outbound_bytes_total);
    poll_.set(kReaders, stream.readers);
    poll_.set(series_named("readers_silent"), stream.readers_silent);
    poll_.set(series_named("viewers"), stream.viewers);
    poll_.set(series_named("inbound_frames_in_error_total"), stream.inbound_frames_in_error_total);
    for (const ResourceTotals& totals : stream.totals) add_reader_totals(totals);
    const auto publisher = publishers_.find(stream.name);
    if (publisher != publishers_.end()) add_figures(*publisher->second);
  }

  // What all readers together were not given.
  void add_reader_totals(const ResourceTotals& totals) {
    if (totals.read.empty()) return;
    for (const SeriesRow& row : rows_of(*totals.resource)) {
      if (std::ranges::find(kMissed, row.series->name) != std::end(kMissed))
        set(*row.series, totals.read[row.row]);
    }
  }

  void add_connection(const Connection& connection) {
    if (!is_fresh(connection)) return;
    poll_.begin(connection_thing(connection.protocol, connection.id));
    poll_.set(kInboundRate, connection.inbound_bits_per_second);
    poll_.set(kOutboundRate, connection.outbound_bits_per_second);
    poll_.set(kInboundBytes, connection.inbound_bytes);
    poll_.set(kOutboundBytes, connection.outbound_bytes);
    add_figures(connection);
  }

  void add_figures(const Connection& connection) {
    if (connection.resource == nullptr || !is_fresh(connection)) return;
    for (const SeriesRow& row : rows_of(*connection.resource)) {
      if (row.row < connection.values.size() && concerns(row.side, connection.role))
        set(*row.series, connection.values[row.row]);
    }
  }

  void set(const Series& series, const Number& value) {
    if (value.is_integer()) return poll_.set(series, value.integer());
    poll_.set(series, value.real());
  }

  // While its list fails, the last figures of a protocol stay on the page, but they are no new
  // samples.
  [[nodiscard]] bool is_fresh(const Connection& connection) const {
    const auto route = std::ranges::find(kLists, connection.protocol, &ListRoute::protocol);
    if (route == std::end(kLists)) return true;
    const auto endpoint = snapshot_.endpoints.find(std::string(route->endpoint));
    return endpoint == snapshot_.endpoints.end() || endpoint->second.state == EndpointState::Ok;
  }

  const std::vector<SeriesRow>& rows_of(const Resource& resource) {
    const auto [found, is_new] = rows_.try_emplace(&resource);
    if (is_new) {
      for (std::size_t row = 0; row < resource.fields.size(); ++row) {
        const Field& field = resource.fields[row];
        if (const Series* series = find_series(field.key))
          found->second.push_back({row, series, field.side});
      }
    }
    return found->second;
  }

  const Snapshot& snapshot_;
  std::unordered_map<std::string_view, const Connection*> publishers_;  // by stream
  std::unordered_map<const Resource*, std::vector<SeriesRow>> rows_;
  HistoryPollBuilder poll_;
};

}  // namespace

HistoryPoll make_history(const Snapshot& snapshot) { return SnapshotHistory(snapshot).make(); }

}  // namespace mtxmon
