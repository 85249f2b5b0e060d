// Reason: why a stream is in its state, or what is wrong with a connection: a code, a sentence, the
// numbers it rests on and what to do. Plain data.
//
// The codes are a closed set, so that page, metrics, alerts and docs/DIAGNOSIS.md, which has a
// section for each, speak of the same things.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/model/words.h"

namespace mtxmon {

enum class ReasonCode : std::uint8_t {
  // The state itself.
  NoInboundBytes,
  SlatePlaying,
  ExpectedMissing,
  StreamGone,
  SourceUnreachable,
  // What comes in.
  ExpectedBitrateLow,
  BitrateLow,
  PublisherConflict,
  TrackLost,
  TracksChanged,
  FramesInError,
  SrtLatencyLow,
  SrtLatencyUnit,
  SrtLinkLoss,
  SrtLossUnrecovered,
  SrtBelated,
  SrtUndecrypted,
  RtpLoss,
  // What goes out.
  ExpectedReadersLow,
  CodecUnsupported,
  ViewersRejected,
  ForwardFailed,
  ReadersFailing,
  ReaderSilent,
  ReaderSlow,
  ReaderLoss,
  // Of a whole node; only in problems.
  ServerDown,
  ListFailed,
  ExpectedCountLow,
  ServerOverloaded,
  StreamsFailedTogether,
};

struct ReasonKind {
  std::string_view word;  // in JSON, metrics and events
  ReasonCode code;
  bool is_state;  // explains the state and ends with it
};

// In the order of the codes.
inline constexpr ReasonKind kReasonKinds[] = {
    {"no_inbound_bytes", ReasonCode::NoInboundBytes, true},
    {"slate_playing", ReasonCode::SlatePlaying, true},
    {"expected_missing", ReasonCode::ExpectedMissing, true},
    {"stream_gone", ReasonCode::StreamGone, true},
    {"source_unreachable", ReasonCode::SourceUnreachable, true},
    {"expected_bitrate_low", ReasonCode::ExpectedBitrateLow, false},
    {"bitrate_low", ReasonCode::BitrateLow, false},
    {"publisher_conflict", ReasonCode::PublisherConflict, false},
    {"track_lost", ReasonCode::TrackLost, false},
    {"tracks_changed", ReasonCode::TracksChanged, false},
    {"frames_in_error", ReasonCode::FramesInError, false},
    {"srt_latency_low", ReasonCode::SrtLatencyLow, false},
    {"srt_latency_unit", ReasonCode::SrtLatencyUnit, false},
    {"srt_link_loss", ReasonCode::SrtLinkLoss, false},
    {"srt_loss_unrecovered", ReasonCode::SrtLossUnrecovered, false},
    {"srt_belated", ReasonCode::SrtBelated, false},
    {"srt_undecrypted", ReasonCode::SrtUndecrypted, false},
    {"rtp_loss", ReasonCode::RtpLoss, false},
    {"expected_readers_low", ReasonCode::ExpectedReadersLow, false},
    {"codec_unsupported", ReasonCode::CodecUnsupported, false},
    {"viewers_rejected", ReasonCode::ViewersRejected, false},
    {"forward_failed", ReasonCode::ForwardFailed, false},
    {"readers_failing", ReasonCode::ReadersFailing, false},
    {"reader_silent", ReasonCode::ReaderSilent, false},
    {"reader_slow", ReasonCode::ReaderSlow, false},
    {"reader_loss", ReasonCode::ReaderLoss, false},
    {"server_down", ReasonCode::ServerDown, false},
    {"list_failed", ReasonCode::ListFailed, false},
    {"expected_count_low", ReasonCode::ExpectedCountLow, false},
    {"server_overloaded", ReasonCode::ServerOverloaded, false},
    {"streams_failed_together", ReasonCode::StreamsFailedTogether, false},
};
[[nodiscard]] const ReasonKind& reason_kind(ReasonCode code);
[[nodiscard]] std::optional<ReasonCode> parse_reason(std::string_view word);

struct Reason {
  ReasonCode code{};
  Severity severity = Severity::Info;
  std::string text;    // what is wrong, with its figures
  std::string remedy;  // what to do about it; empty: nothing is known
  std::vector<std::pair<std::string, double>> numbers;  // names end in their unit
  std::string detail = {};  // tells several of one code apart: the id of a forward destination
  WallTime since{};         // when it began
  std::optional<WallTime> ended = {};  // it is over, and shown for a while as recent

  [[nodiscard]] bool active(Severity at_least) const { return !ended && severity >= at_least; }
};

// The worst of the reasons that are not over; nothing when there is none of that severity.
[[nodiscard]] const Reason* worst_reason(const std::vector<Reason>& reasons, Severity at_least);

}  // namespace mtxmon
