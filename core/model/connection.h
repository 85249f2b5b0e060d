// Connection: a publisher or reader of any protocol as one poll found it, with derived figures.
// Plain data.
//
// An empty optional is "not known" and stays absent in JSON and /metrics.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/model/number.h"
#include "core/model/reason.h"
#include "core/schema/field.h"

namespace mtxmon {

// Figures of one field table, by row.
using FieldValues = std::vector<Number>;

// Figures of one field table that belong to a connection or stream besides its own.
struct Figures {
  const Resource* resource = nullptr;  // null: there are none
  FieldValues values;
  std::vector<std::string> texts;  // by row of resource->texts
};

// Means of a bit rate over longer times than one poll.
struct Rates {
  std::optional<double> ten_seconds, sixty_seconds;  // arithmetic, over the last 10 s and 60 s
  std::optional<double> smoothed;                    // exponential, half-life 5 s
};

struct Connection {
  std::string id;
  std::string protocol;
  Role role = Role::Reader;
  std::string stream;
  std::string state;        // MediaMTX' word: "publish", "read"
  std::string remote_addr;  // masked as configured
  bool internal = false;    // comes from the server's own machine
  std::string network;      // of a publisher elsewhere that may be shown: "203.0.113.0/24"
  std::string user, query;  // only when configured: they may hold secrets
  std::string user_agent;
  std::optional<WallTime> created;
  std::optional<bool> established;  // WebRTC: false until the peers found each other
  std::optional<bool> is_cdn;       // HLS: all viewers behind a CDN are one session
  std::optional<std::uint64_t> inbound_bytes, outbound_bytes;
  std::optional<double> inbound_bits_per_second, outbound_bits_per_second;
  Rates media_rates;  // of the direction that carries the media: inbound of a publisher
  const Resource* resource = nullptr;  // whose table `values` follow; null: only known by name
  FieldValues values;
  std::vector<std::string> texts;  // by row of resource->texts
  Figures control;                 // of an RTSP session: its TCP connections
  // A reader from whom no sign of life has come since.
  std::optional<WallTime> silent_since = {};
  std::vector<Reason> reasons = {};

  // A derived or native figure by row; absent when the table is not this connection's.
  [[nodiscard]] std::optional<double> figure(const Resource& table, std::size_t row) const {
    return resource == &table && row < values.size() ? values[row].real() : std::nullopt;
  }
};

}  // namespace mtxmon
