// The series of the history: number, name and unit of what a column holds.
//
// A number is for ever: it stands in what is stored. A series that is given up keeps its number, a
// new one takes a free one. docs/HISTORY_FORMAT.md has the same table for other programs; a test
// compares them. Numbers up to 31 take one byte in each chunk, others two.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/history/table.h"

namespace mtxmon {

enum class SeriesKind : std::uint8_t {
  Gauge,  // a value at a time: mean, minimum and maximum say what it was
  Total,  // a sum that grows and may begin anew: its last value counts
  State,  // kStateNames by index
  Count   // of samples in a bucket
};

struct Series {
  std::uint16_t number;
  std::string_view name;  // as in the documents: base units, "rtt_seconds"
  double scale;           // stored = shown × scale
  SeriesKind kind;
};

// Words of docs/ARCHITECTURE.md; the index is what a column of `state` holds. More may follow.
inline constexpr std::array<std::string_view, 10> kStateNames = {
    "live", "degraded", "stalled", "starting", "standby",
    "idle", "offline",  "gone",    "missing",  "unknown"};
inline constexpr std::uint16_t kSamplesNumber = 100;       // `samples`
inline constexpr std::uint16_t kStateSamplesNumber = 110;  // + state: `samples_live`

inline constexpr auto kSeries = [] {
  using enum SeriesKind;
  return std::to_array<Series>({
      // Streams and connections; 2 to 7 also of a whole node.
      {1, "state", 1, State},
      {2, "inbound_bits_per_second", 1, Gauge},
      {3, "outbound_bits_per_second", 1, Gauge},
      {4, "inbound_bytes_total", 1, Total},
      {5, "outbound_bytes_total", 1, Total},
      {6, "readers", 1, Gauge},
      {7, "readers_silent", 1, Gauge},
      {8, "receive_bits_per_second", 1, Gauge},
      {9, "link_capacity_bits_per_second", 1, Gauge},
      {10, "inbound_frames_in_error_total", 1, Total},
      {11, "rtt_seconds", 1e6, Gauge},
      {12, "latency_seconds", 1e3, Gauge},  // MediaMTX says milliseconds
      {13, "link_loss_ratio", 1e5, Gauge},
      {14, "unrecovered_loss_ratio", 1e5, Gauge},
      {16, "packets_send_dropped_total", 1, Total},
      {17, "rtp_loss_ratio", 1e5, Gauge},
      {18, "jitter_clock_units", 10, Gauge},
      {19, "discarded_ratio", 1e5, Gauge},
      {20, "receive_buffer_max_seconds", 1e3, Gauge},  // as latency_seconds
      {22, "packets_received_retransmitted_total", 1, Total},
      {23, "rtp_packets_discarded_total", 1, Total},
      {24, "viewers", 1, Gauge},
      {25, "send_buffer_max_seconds", 1e3, Gauge},
      {27, "send_bits_per_second", 1, Gauge},
      {29, "packets_retransmitted_total", 1, Total},
      {31, "reported_loss_ratio", 1e5, Gauge},
      {32, "jitter_seconds", 1e6, Gauge},
      {33, "rtp_packets_lost_total", 1, Total},
      {34, "frames_discarded_total", 1, Total},
      // Nodes.
      {40, "up", 1e3, Gauge},  // 0 or 1; its mean is a share
      {41, "streams", 1, Gauge},
      {42, "streams_ready", 1, Gauge},  // live, degraded or stalled
      {43, "connections", 1, Gauge},
      // Hosts.
      {60, "cpu_usage_ratio", 1e6, Gauge},
      {61, "load1", 1e3, Gauge},
      {62, "memory_used_bytes", 1, Gauge},
      {63, "swap_used_bytes", 1, Gauge},
      {64, "network_receive_bits_per_second", 1, Gauge},
      {65, "network_transmit_bits_per_second", 1, Gauge},
      // Samples of a bucket.
      {100, "samples", 1, Count},
      {110, "samples_live", 1, Count},
      {111, "samples_degraded", 1, Count},
      {112, "samples_stalled", 1, Count},
      {113, "samples_starting", 1, Count},
      {114, "samples_standby", 1, Count},
      {115, "samples_idle", 1, Count},
      {116, "samples_offline", 1, Count},
      {117, "samples_gone", 1, Count},
      {118, "samples_missing", 1, Count},
      {119, "samples_unknown", 1, Count},
  });
}();

// Null when there is none.
[[nodiscard]] const Series* find_series(std::string_view name);
[[nodiscard]] const Series* series_of(std::uint16_t number);

// Rounded to the nearest stored integer; kAbsent for what is not finite or too large.
[[nodiscard]] std::int64_t stored(const Series& series, double value);
// NaN for kAbsent.
[[nodiscard]] double shown(const Series& series, std::int64_t value);

}  // namespace mtxmon
