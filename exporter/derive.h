// Figures that MediaMTX does not send, computed from those that it does: windows, ratios,
// estimates.
//
// Pure functions of one connection's SampleWindow. Each fills the rows of its table that have no
// native name (core/schema/srt.h, rtsp.h, webrtc.h say what they mean); what cannot be said stays
// absent.
#pragma once

#include <array>
#include <optional>

#include "core/model/snapshot.h"
#include "exporter/sample_window.h"
#include "exporter/server_version.h"

namespace mtxmon {

// Takes out of `values` what this release sends but does not mean. Before anything else looks at
// them. `grew`: bytes of media since the last poll; nothing at the first.
void drop_meaningless(const Resource& resource, Role role, const ServerTraits& traits,
                      std::optional<std::uint64_t> grew, FieldValues& values);

// Adds this poll's figures to the window.
void sample(const Resource& resource, Role role, SteadyTime at, const FieldValues& values,
            SampleWindow& window);

// Fills the derived rows.
void derive(const Resource& resource, Role role, const ServerTraits& traits,
            const SampleWindow& window, FieldValues& values);

// Mean rates of the direction that carries the media.
[[nodiscard]] Rates media_rates(const SampleWindow& window);

// RFC 3550 jitter as a time: only a stream with one track of a known clock allows that.
[[nodiscard]] std::optional<double> jitter_seconds(double clock_units,
                                                   const std::vector<Track>& tracks);

// What a session is remembered for when it has ended.
struct WorstFigures {
  std::optional<double> rtt_seconds;
  std::optional<double> link_loss_ratio;  // SRT: lost on the way
  std::optional<double> loss_ratio;       // not repaired: RTP, reported by the reader, given up
  std::optional<double> discarded_ratio;  // the reader was too slow
  void note(const Connection& connection);
};

}  // namespace mtxmon
