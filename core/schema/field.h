// One row of the field table: everything the project knows about one native figure of MediaMTX.
//
// The decoder, /metrics, our JSON, the page's labels and docs/METRICS.md all read the same row, so
// adding a figure is adding a row. Rows are constexpr and checked at compile time (schema.cpp).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace mtxmon {

// What a figure does over time. Constant: fixed for the life of its connection (negotiated
// latency).
enum class Kind : std::uint8_t { Counter, Gauge, Constant };

// The unit at our boundaries; JSON and metric names must end accordingly.
enum class Unit : std::uint8_t { Count, Bytes, Seconds, BitsPerSecond };

// Which role of a connection the figure means something for: one socket counts both directions,
// only one carries media.
enum class Side : std::uint8_t { Publisher, Reader, Both };

// How several connections of one stream become one figure of /metrics.
enum class Aggregate : std::uint8_t { Sum, Max, Min };

struct Field {
  std::string_view native;  // MediaMTX' name: "msRTT"
  std::string_view key;     // ours, in Redis, REST and WebSocket: "rtt_seconds"
  std::string_view metric;  // Prometheus name after the resource's prefix: "rtt_seconds"
  Kind kind;
  Unit unit;
  double scale;  // native × scale = unit; 1 keeps integers exact
  Side side;
  Aggregate aggregate;
  std::string_view help;  // HELP of the metric: what it is, without the name of the protocol's role
  std::string_view label_en;  // on the page
  std::string_view label_de;
};

// A list of MediaMTX' API whose items are flat objects.
struct Resource {
  std::string_view protocol;        // "srt": the word in JSON and in labels
  std::string_view endpoint;        // key in "endpoints": the old route name, "srtconns"
  std::string_view route;           // below the API's prefix: "srtconns/list"
  std::string_view publish_prefix;  // of metric names: "mediamtx_srt_publish_"
  std::string_view read_prefix;     // "mediamtx_srt_read_"
  std::span<const Field> fields;
};

}  // namespace mtxmon
