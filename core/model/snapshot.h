// Snapshot: the immutable result of one poll of one node, joined and derived. Plain data, no
// behaviour.
//
// Built by one thread, then shared as shared_ptr<const Snapshot>. An empty optional is "not known"
// and stays absent in JSON and /metrics. Field names and units are those of docs/openapi and
// docs/REDIS.md.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/model/endpoint.h"
#include "core/model/number.h"
#include "core/model/words.h"
#include "core/schema/field.h"
#include "core/schema/peer_type.h"

namespace mtxmon {

// Why a state is what it is, in words and numbers.
struct Reason {
  std::string code;
  Severity severity = Severity::Info;
  std::string text;
  std::vector<std::pair<std::string, double>> numbers;
};

struct Track {
  std::string codec;
  std::optional<std::uint32_t> width, height, sample_rate_hertz, channels;
  std::string profile, level;  // texts also where MediaMTX sends numbers

  friend bool operator==(const Track&, const Track&) = default;
};

struct Source {
  PeerType type;
  std::string id;  // empty for static sources and redirects
};

// Figures of one field table, by row.
using FieldValues = std::vector<Number>;

// A field table's figures of all connections of one stream and role: counters summed since the
// exporter started.
struct ResourceTotals {
  const Resource* resource = nullptr;
  FieldValues publish;  // empty when there never was a publisher of this protocol
  FieldValues read;
};

struct Stream {
  std::string name;
  StreamState state = StreamState::Unknown;
  WallTime since;
  std::vector<Reason> reasons;
  std::optional<Source> source;
  std::string conf_name;
  std::optional<WallTime> available_since;
  std::optional<WallTime> last_inbound_at;  // the last poll in which inbound bytes grew
  std::vector<Track> tracks;
  std::optional<std::uint32_t> readers;  // the server's own number
  std::map<std::string, std::uint32_t> readers_by_protocol;
  std::optional<std::uint64_t> inbound_bytes,
      outbound_bytes;  // the server's counters of the current stream object
  std::optional<std::uint64_t> inbound_frames_in_error;
  // Sums since the exporter started; they never fall, whatever reconnects.
  std::optional<std::uint64_t> inbound_bytes_total, outbound_bytes_total,
      inbound_frames_in_error_total;
  std::optional<double> inbound_bits_per_second, outbound_bits_per_second;
  // Of an SRT publisher.
  std::optional<double> rtt_seconds, link_loss_ratio, receive_bits_per_second,
      link_capacity_bits_per_second;
  std::vector<ResourceTotals> totals;  // for /metrics only, not in JSON
};

struct Connection {
  std::string id;
  std::string protocol;
  Role role = Role::Reader;
  std::string stream;
  std::string state;  // MediaMTX' word: "publish", "read"
  std::string remote_addr;
  std::optional<WallTime> created;
  std::optional<std::uint64_t> inbound_bytes, outbound_bytes;
  std::optional<double> inbound_bits_per_second, outbound_bits_per_second;
  std::optional<double>
      link_loss_ratio;  // 0–1, lost on the way in the last 10 s, repaired ones included
  const Resource* resource = nullptr;  // whose table `values` follow; null: only known by name
  FieldValues values;
};

struct Snapshot {
  std::string node;
  std::uint64_t seq = 0;
  std::optional<WallTime>
      collected_at;  // of the last poll whose paths list succeeded: data age counts from here
  WallTime polled_at;
  double interval_seconds = 0;
  double poll_duration_seconds = 0;
  std::optional<double> poll_timeout_seconds;  // the most that a poll may take
  bool up = false;
  std::string error;                   // why not, for people; empty while up
  std::optional<WallTime> down_since;  // only while not up
  std::optional<std::string> server_version;
  std::optional<WallTime> server_started;
  std::map<std::string, Endpoint> endpoints;
  std::vector<Stream> streams;
  std::vector<Connection> connections;
};

}  // namespace mtxmon
