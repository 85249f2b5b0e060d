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
enum class Unit : std::uint8_t { Count, Bytes, Seconds, BitsPerSecond, Ratio };

// Which role of a connection the figure means something for: one socket counts both directions,
// only one carries media.
enum class Side : std::uint8_t { Publisher, Reader, Both };

// How several connections of one stream become one figure of /metrics.
enum class Aggregate : std::uint8_t { Sum, Max, Min };

struct Field {
  std::string_view native;  // MediaMTX' name: "msRTT"; empty: derived by us from other rows
  std::string_view key;     // ours, in Redis, REST and WebSocket: "rtt_seconds"
  std::string_view metric;  // Prometheus name after the resource's prefix: "rtt_seconds"; empty:
                            // not in /metrics, because rate() or another row says the same
  Kind kind;
  Unit unit;
  double scale;  // native × scale = unit; 1 keeps integers exact
  Side side;
  Aggregate aggregate;
  std::string_view help;  // HELP of the metric: what it is, without the name of the protocol's role
  std::string_view help_de;   // the same on a German page, of one connection
  std::string_view label_en;  // on the page
  std::string_view label_de;
  std::string_view old_native = {};  // MediaMTX' name up to v1.16, where it had another
};

// A property of a connection that is a word, not a figure: "transport" is "UDP".
struct TextField {
  std::string_view native;
  std::string_view key;
};

// A table: the figures of one kind of item of MediaMTX' API, whichever list it comes in.
struct Resource {
  std::string_view name;            // member of a connection in our JSON: "srt"
  std::string_view publish_prefix;  // of metric names: "mediamtx_srt_publish_"
  std::string_view read_prefix;     // "mediamtx_srt_read_"
  std::span<const Field> fields;
  std::span<const TextField> texts;
  // Fields that are read by nobody, and why: constants of every release, or what another field
  // says.
  std::span<const std::string_view> left_out;
  std::string_view inbound_native, outbound_native;  // rows of the bytes from and to the peer

  // The row of a native name; fields.size() when there is none.
  [[nodiscard]] constexpr std::size_t row(std::string_view native) const {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (!native.empty() && fields[i].native == native) return i;
    }
    return fields.size();
  }
  // The row of one of our own keys on that side.
  [[nodiscard]] constexpr std::size_t row_of_key(std::string_view key, Side side) const {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].key == key && (fields[i].side == side || fields[i].side == Side::Both))
        return i;
    }
    return fields.size();
  }
};

// What the items of a list are to us.
enum class ListKind : std::uint8_t {
  Connections,  // publishers and readers
  Control,      // RTSP's TCP connections: belong to a session of another list
  Muxers,       // HLS muxers: belong to a stream
};

// One list of MediaMTX' API.
struct ListRoute {
  std::string_view protocol;   // "rtsps": the word in JSON and in labels
  std::string_view endpoint;   // key in "endpoints": the old route name, "rtspssessions"
  std::string_view route;      // below the API's prefix up to v1.20: "rtspssessions/list"
  std::string_view new_route;  // since v1.21: "rtsps/sessions/list"
  ListKind kind;
  const Resource* resource;
};

}  // namespace mtxmon
