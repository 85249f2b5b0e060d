#include "exporter/diagnosis/state_reasons.h"

#include <fmt/format.h>

#include "exporter/diagnosis/sentence.h"

namespace mtxmon {

Reason no_inbound_bytes(double silent_seconds, std::optional<double> remaining_seconds) {
  Reason reason;
  reason.code = ReasonCode::NoInboundBytes;
  reason.severity = Severity::Critical;
  reason.text = fmt::format("No bytes for {:.0f} s, still connected.", silent_seconds);
  if (remaining_seconds)
    reason.text += fmt::format(" MediaMTX drops the publisher in about {}.",
                               duration_text(*remaining_seconds));
  reason.remedy = "Look at the encoder: its picture or its network stands still.";
  reason.numbers = {{"silent_seconds", silent_seconds}};
  return reason;
}

Reason slate_playing(double seconds, bool had_publisher, bool expected) {
  Reason reason;
  reason.code = ReasonCode::SlatePlaying;
  reason.severity = had_publisher || expected ? Severity::Warning : Severity::Info;
  reason.text = had_publisher ? fmt::format("The publisher has been gone for {}, the slate plays.",
                                            duration_text(seconds))
                              : fmt::format("The slate plays, no publisher was seen{}.",
                                            expected ? ", though one is expected" : "");
  reason.remedy = "Start the publisher; the slate ends by itself.";
  reason.numbers = {{"slate_seconds", seconds}};
  return reason;
}

Reason source_unreachable(double unavailable_seconds, const std::string& error) {
  Reason reason;
  reason.code = ReasonCode::SourceUnreachable;
  reason.severity = Severity::Warning;
  reason.text =
      unavailable_seconds < 1
          ? std::string("MediaMTX does not reach this source")
          : fmt::format("MediaMTX has not reached this source for {:.0f} s", unavailable_seconds);
  reason.text += error.empty() ? "." : ": " + error;
  reason.remedy =
      "Look at the camera or server it is pulled from, and at the address in mediamtx.yml.";
  reason.numbers = {{"unavailable_seconds", unavailable_seconds}};
  return reason;
}

Reason stream_gone(WallTime since, std::uint32_t readers) {
  Reason gone;
  gone.code = ReasonCode::StreamGone;
  gone.severity = Severity::Warning;
  gone.since = since;
  gone.text = readers > 0 ? fmt::format("Gone, while {} read it.", count_text(readers, "reader"))
                          : std::string("Gone, after a stall.");
  gone.remedy = "Look at the encoder and its network: its connection has ended.";
  gone.numbers = {{"readers", static_cast<double>(readers)}};
  return gone;
}

Reason frames_in_error(std::uint64_t total) {
  Reason reason;
  reason.code = ReasonCode::FramesInError;
  reason.severity = Severity::Warning;
  reason.text = "The server could not process some frames of the last 10 s and left them out.";
  reason.remedy = "Its log names the cause; most often packets were lost before they came.";
  reason.numbers = {{"frames_in_error", static_cast<double>(total)}};
  return reason;
}

}  // namespace mtxmon
