#include "exporter/diagnosis/expectations.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/glob.h"
#include "exporter/diagnosis/sentence.h"

namespace mtxmon {

Reason missing_reason(WallTime since) {
  Reason missing;
  missing.code = ReasonCode::ExpectedMissing;
  missing.severity = Severity::Critical;
  missing.since = since;
  missing.text = "Expected, but not there.";
  missing.remedy = "Start its publisher; streams.entries names the streams that are expected.";
  return missing;
}

void add_unmet(const Stream& stream, const StreamSettings& settings, std::vector<Reason>& reasons) {
  const auto few = settings.min_readers;
  if (few && stream.readers && *stream.readers < *few) {
    Reason reason;
    reason.code = ReasonCode::ExpectedReadersLow;
    reason.severity = Severity::Warning;
    reason.text =
        fmt::format("{} of at least {} expected.", count_text(*stream.readers, "reader"), *few);
    reason.remedy = "Look at those who should read it; streams.entries says how many are expected.";
    reason.numbers = {{"readers", static_cast<double>(*stream.readers)},
                      {"min_readers", static_cast<double>(*few)}};
    reasons.push_back(std::move(reason));
  }
  const auto least = settings.min_bits_per_second;
  const auto rate = stream.inbound_rates.ten_seconds;
  if (least && rate && *rate > 0 && *rate < static_cast<double>(*least)) {
    Reason reason;
    reason.code = ReasonCode::ExpectedBitrateLow;
    reason.severity = Severity::Warning;
    reason.text = fmt::format("{}, at least {} expected.", bit_rate_text(*rate),
                              bit_rate_text(static_cast<double>(*least)));
    reason.remedy = "Look at the encoder's rate control; streams.entries holds the expected rate.";
    reason.numbers = {{"inbound_bits_per_second", *rate},
                      {"min_bits_per_second", static_cast<double>(*least)}};
    reasons.push_back(std::move(reason));
  }
}

const std::vector<Reason>& PatternWatch::update(const Snapshot& snapshot) {
  too_few_.clear();
  for (const ExpectedPattern& pattern : patterns_) {
    const auto count = static_cast<std::uint64_t>(
        std::ranges::count_if(snapshot.streams, [&](const Stream& stream) {
          return (carries_stream(stream.state) || stream.state == StreamState::Standby) &&
                 glob_matches(pattern.match, stream.name);
        }));
    if (count >= pattern.min_streams) {
      since_.erase(pattern.match);
      continue;
    }
    Reason reason;
    reason.code = ReasonCode::ExpectedCountLow;
    reason.severity = Severity::Critical;
    reason.detail = pattern.match;
    reason.since = since_.try_emplace(pattern.match, snapshot.polled_at).first->second;
    reason.text = fmt::format("{} of {} match {}.", count,
                              count_text(pattern.min_streams, "expected stream"), pattern.match);
    reason.remedy = "Look for which of them is not there; streams.entries says how many must be.";
    reason.numbers = {{"streams", static_cast<double>(count)},
                      {"min_streams", static_cast<double>(pattern.min_streams)}};
    too_few_.push_back(std::move(reason));
  }
  return too_few_;
}

}  // namespace mtxmon
