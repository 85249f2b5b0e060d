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
  ReasonCode code;
  std::string_view word;  // in JSON, metrics and events
  bool is_state;          // explains the state and ends with it
};

// In the order of the codes.
inline constexpr ReasonKind kReasonKinds[] = {
    {ReasonCode::NoInboundBytes, "no_inbound_bytes", true},
    {ReasonCode::SlatePlaying, "slate_playing", true},
    {ReasonCode::ExpectedMissing, "expected_missing", true},
    {ReasonCode::StreamGone, "stream_gone", true},
    {ReasonCode::SourceUnreachable, "source_unreachable", true},
    {ReasonCode::ExpectedBitrateLow, "expected_bitrate_low", false},
    {ReasonCode::BitrateLow, "bitrate_low", false},
    {ReasonCode::PublisherConflict, "publisher_conflict", false},
    {ReasonCode::TrackLost, "track_lost", false},
    {ReasonCode::TracksChanged, "tracks_changed", false},
    {ReasonCode::FramesInError, "frames_in_error", false},
    {ReasonCode::SrtLatencyLow, "srt_latency_low", false},
    {ReasonCode::SrtLatencyUnit, "srt_latency_unit", false},
    {ReasonCode::SrtLinkLoss, "srt_link_loss", false},
    {ReasonCode::SrtLossUnrecovered, "srt_loss_unrecovered", false},
    {ReasonCode::SrtBelated, "srt_belated", false},
    {ReasonCode::SrtUndecrypted, "srt_undecrypted", false},
    {ReasonCode::RtpLoss, "rtp_loss", false},
    {ReasonCode::ExpectedReadersLow, "expected_readers_low", false},
    {ReasonCode::CodecUnsupported, "codec_unsupported", false},
    {ReasonCode::ViewersRejected, "viewers_rejected", false},
    {ReasonCode::ForwardFailed, "forward_failed", false},
    {ReasonCode::ReadersFailing, "readers_failing", false},
    {ReasonCode::ReaderSilent, "reader_silent", false},
    {ReasonCode::ReaderSlow, "reader_slow", false},
    {ReasonCode::ReaderLoss, "reader_loss", false},
    {ReasonCode::ServerDown, "server_down", false},
    {ReasonCode::ListFailed, "list_failed", false},
    {ReasonCode::ExpectedCountLow, "expected_count_low", false},
    {ReasonCode::ServerOverloaded, "server_overloaded", false},
    {ReasonCode::StreamsFailedTogether, "streams_failed_together", false},
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
