#include "exporter/diagnosis/audience.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "exporter/diagnosis/codec_support.h"
#include "exporter/diagnosis/reader_rank.h"
#include "exporter/diagnosis/sentence.h"

namespace mtxmon {
namespace {

std::string_view failure_text(ReasonCode code) {
  switch (code) {
    case ReasonCode::ReaderSilent:
      return "not responding";
    case ReasonCode::ReaderSlow:
      return "too slow";
    case ReasonCode::SrtLatencyUnit:
      return "with a latency of many seconds";
    default:
      return "losing packets";
  }
}

// Of readers, worst first: each label once.
std::vector<std::string> labels_of(const std::vector<const Connection*>& readers) {
  std::vector<std::string> labels;
  for (const Connection* reader : readers) {
    std::string label = reader_label(*reader);
    if (std::ranges::find(labels, label) == labels.end()) labels.push_back(std::move(label));
  }
  return labels;
}

}  // namespace

Reason silent_reason(const Connection& reader, WallTime since, WallTime now) {
  Reason reason;
  reason.code = ReasonCode::ReaderSilent;
  reason.severity = Severity::Warning;
  reason.since = since;
  reason.text = fmt::format("Not responding for {}, although the server still sends.",
                            duration_text(to_seconds(now - since)));
  reason.remedy = reader.protocol == "webrtc"
                      ? "Most often a page that was closed or a phone that went away; the server "
                        "drops the session after about 30 s."
                      : "Its player hangs or its network is gone; the server drops it in time.";
  reason.numbers = {{"silent_seconds", to_seconds(now - since)}};
  return reason;
}

std::optional<Reason> readers_failing(const Audience& audience, const HealthRules& rules,
                                      const Reason* overload) {
  std::map<std::string_view, std::size_t> by_kind;
  std::vector<const Connection*> failing;
  for (const Connection* reader : audience.readers) {
    if (const Reason* worst = worst_reason(reader->reasons, Severity::Warning)) {
      failing.push_back(reader);
      ++by_kind[failure_text(worst->code)];
    }
  }
  if (failing.size() < static_cast<std::size_t>(std::max(rules.reader_count, 1LL)) ||
      static_cast<double>(failing.size()) <
          rules.reader_share * static_cast<double>(audience.readers.size()))
    return std::nullopt;
  std::vector<std::string> kinds;
  kinds.reserve(by_kind.size());
  for (const auto& [what, count] : by_kind) kinds.push_back(fmt::format("{} {}", count, what));
  Reason reason;
  reason.code = ReasonCode::ReadersFailing;
  reason.severity = Severity::Warning;
  sort_worst_first(failing);
  reason.text =
      fmt::format("{} of {} readers fail: {}. Worst: {}.", failing.size(), audience.readers.size(),
                  list_text(kinds, kinds.size()), list_text(labels_of(failing), 2));
  if (overload != nullptr) {
    reason.text += " The server is overloaded.";
    reason.remedy = overload->remedy;
  } else {
    reason.remedy =
        "So many at once share a cause: look at the server's uplink and load, then at the "
        "bit rate of the stream.";
  }
  reason.numbers = {{"failing_readers", static_cast<double>(failing.size())},
                    {"readers", static_cast<double>(audience.readers.size())}};
  return reason;
}

std::optional<Reason> codec_unsupported(const Stream& stream, const Audience& audience) {
  std::map<std::string, std::size_t> by_protocol;
  for (const Connection* reader : audience.readers) {
    if (reader->established != false) ++by_protocol[reader->protocol];
  }
  for (const auto& [protocol, count] : by_protocol) {
    const auto missing = tracks_not_carried(protocol, stream.tracks);
    if (missing.empty()) continue;
    const bool audio = track_kind(missing.front()->codec) == TrackKind::Audio;
    Reason reason;
    reason.code = ReasonCode::CodecUnsupported;
    reason.severity = Severity::Warning;
    reason.detail = protocol;
    reason.text = fmt::format(
        "{} by {} {} nothing: {} cannot carry {}.", count_text(count, "viewer"), protocol,
        audio ? (count == 1 ? "hears" : "hear") : (count == 1 ? "sees" : "see"), protocol,
        codec_text(missing.front()->codec));
    reason.remedy = audio ? "Publish Opus instead, or a second stream with Opus for these viewers."
                          : "Publish H264 instead, or a second stream with it for these viewers.";
    reason.numbers = {{"readers", static_cast<double>(count)}};
    return reason;
  }
  return std::nullopt;
}

void count_viewers(Stream& stream, const Audience& audience) {
  if (!stream.readers) return;
  std::uint32_t silent = 0;
  std::uint32_t no_viewers = 0;
  bool at_least = stream.readers_by_protocol.contains("hls") &&
                  std::ranges::none_of(audience.readers, [](const Connection* reader) {
                    return reader->protocol == "hls";
                  });
  for (const Connection* reader : audience.readers) {
    silent += reader->silent_since ? 1 : 0;
    no_viewers += reader->silent_since || reader->internal ? 1 : 0;
    at_least = at_least || reader->is_cdn.value_or(false);
  }
  stream.readers_silent = silent;
  // Lists are moments apart: the server's number can be the smaller one.
  stream.viewers = *stream.readers - std::min(*stream.readers, no_viewers);
  stream.viewers_at_least = at_least;
}

}  // namespace mtxmon
