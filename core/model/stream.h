// Stream: a path of MediaMTX as one poll found it, joined with its connections. Plain data.
//
// An empty optional is "not known" and stays absent in JSON and /metrics. Field names and units are
// those of docs/openapi.yaml and docs/REDIS.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/connection.h"
#include "core/schema/peer_type.h"

namespace mtxmon {

struct Track {
  std::string codec;
  std::optional<std::uint32_t> width, height, sample_rate_hertz, channels;
  std::string profile, level;  // texts also where MediaMTX sends numbers

  friend bool operator==(const Track&, const Track&) = default;
};

struct Source {
  PeerType type;
  std::string id;  // empty for static sources and redirects
  // Of a static source, as a server of v1.21 or newer says; empty: not known, no error.
  std::string state = {};       // MediaMTX' word: "idle", "running", "error"
  std::string last_error = {};  // without URLs
};

// A field table's figures of all connections of one stream and role: counters summed since the
// exporter started.
struct ResourceTotals {
  const Resource* resource = nullptr;
  FieldValues publish;  // empty when there never was a publisher of this protocol
  FieldValues read;
};

// What makes HLS segments of a stream; there is one while somebody watches by HLS.
struct HlsMuxer {
  std::optional<WallTime> created, last_request;
  Figures figures;
};

// A destination that MediaMTX pushes the stream to.
struct Forward {
  std::string id;
  std::string protocol;
  std::string state;   // MediaMTX' word: "idle", "forwarding", "error"
  std::string target;  // scheme, host and port
  std::string error;
  std::optional<WallTime> created;
  std::optional<std::uint64_t> outbound_bytes;
  std::optional<double> outbound_bits_per_second;  // between the last two looks
};

struct Stream {
  std::string name;
  std::string title, contact, player_url;  // the operator's words; empty: nothing is said
  StreamState state = StreamState::Unknown;
  WallTime since;
  bool expected = false;  // by the operator: it must be there
  std::vector<Reason> reasons;
  std::optional<WallTime> muted_until;  // it has problems, and all of them are muted
  std::optional<Source> source;
  std::string conf_name;
  std::optional<WallTime> available_since;
  std::optional<WallTime> last_inbound_at;  // the last poll in which inbound bytes grew
  // While it is stalled: until the server drops its publisher, where that is known.
  std::optional<double> stalled_remaining_seconds;
  std::vector<Track> tracks;
  std::optional<std::uint32_t> readers;  // the server's own number, silent ones included
  std::optional<std::uint32_t> readers_silent;
  // Readers without those that are silent or come from the server's own machine. At least: one of
  // them stands for an unknown number.
  std::optional<std::uint32_t> viewers;
  bool viewers_at_least = false;
  std::map<std::string, std::uint32_t> readers_by_protocol;
  std::optional<std::uint64_t> inbound_bytes,
      outbound_bytes;  // the server's counters of the current stream object
  std::optional<std::uint64_t> inbound_frames_in_error;
  // Sums since the exporter started; they never fall, whatever reconnects.
  std::optional<std::uint64_t> inbound_bytes_total, outbound_bytes_total,
      inbound_frames_in_error_total;
  std::optional<double> inbound_bits_per_second, outbound_bits_per_second;
  Rates inbound_rates, outbound_rates;
  std::optional<HlsMuxer> hls_muxer;
  std::vector<Forward> forwards;
  std::optional<WallTime> recorded_at;  // start of the newest recorded segment
  // Of an RTSP or WebRTC publisher: lost for good.
  std::optional<double> rtp_loss_ratio;
  // Of an SRT publisher.
  std::optional<double> rtt_seconds, latency_seconds, link_loss_ratio, unrecovered_loss_ratio,
      receive_bits_per_second, link_capacity_bits_per_second;
  std::vector<ResourceTotals> totals;  // for /metrics only, not in JSON
};

}  // namespace mtxmon
