#include "exporter/diagnosis/connection_health.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/schema/schema.h"
#include "exporter/diagnosis/sentence.h"
#include "exporter/diagnosis/srt_health.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;

// The window of the ratios of derive.cpp: until it lies behind the first seconds, it shows them.
constexpr auto kRatioWindow = seconds(10);

std::optional<double> figure_of(const Connection& connection, const RtpRow& row) {
  if (connection.resource == nullptr) return std::nullopt;
  return connection.figure(*connection.resource, row.in(*connection.resource));
}

// Over TCP nothing can be lost: a jump of the sequence numbers reads as 65,535 lost packets.
bool over_tcp(const Connection& connection) {
  if (connection.resource != &kRtsp) return false;
  for (std::size_t row = 0; row < connection.texts.size(); ++row) {
    if (kRtsp.texts[row].key == "transport") return connection.texts[row] == "TCP";
  }
  return false;
}

std::optional<Reason> rtp_loss(const Connection& publisher, const HealthRules& rules) {
  const auto loss = figure_of(publisher, rtp_key("rtp_loss_ratio", Side::Publisher));
  if (!loss || *loss < rules.rtp_loss_warning || over_tcp(publisher)) return std::nullopt;
  Reason reason;
  reason.code = ReasonCode::RtpLoss;
  reason.severity = *loss >= rules.rtp_loss_critical ? Severity::Critical : Severity::Warning;
  reason.text = fmt::format("{} of the RTP packets are lost.", percent_text(*loss));
  reason.remedy =
      publisher.resource == &kRtsp
          ? "Publish by TCP (in ffmpeg -rtsp_transport tcp), or enlarge the server's UDP buffer "
            "(udpReadBufferSize)."
          : "Lower the bit rate, or look at the publisher's network.";
  reason.numbers = {{"rtp_loss_ratio", *loss}};
  return reason;
}

}  // namespace

std::vector<Reason> grade_publisher(const Connection& publisher, const HealthRules& rules,
                                    WatchedFor watched) {
  std::vector<Reason> reasons;
  const auto add = [&](std::optional<Reason> reason) {
    if (reason) reasons.push_back(std::move(*reason));
  };
  const bool settled = watched >= rules.settle_after + kRatioWindow;
  if (publisher.resource == &kSrt) {
    reasons = grade_srt_publisher(publisher, rules, settled);
  } else if (settled) {
    add(rtp_loss(publisher, rules));
  }
  return reasons;
}

std::vector<Reason> grade_reader(const Connection& reader, const HealthRules& rules,
                                 WatchedFor watched, std::uint64_t discarded) {
  std::vector<Reason> reasons;
  const bool settled = watched >= rules.settle_after + kRatioWindow;
  if (reader.resource == &kSrt) reasons = grade_srt_reader(reader, rules, settled);
  if (!settled) return reasons;
  const auto reported = figure_of(reader, rtp_key("reported_loss_ratio", Side::Reader));
  if (reported && *reported >= rules.reader_loss_warning) {
    Reason reason;
    reason.code = ReasonCode::ReaderLoss;
    reason.severity = Severity::Warning;
    reason.text = fmt::format("It reports {} of the packets as lost.", percent_text(*reported));
    reason.remedy = "The reader's network loses packets: read by TCP, or lower the bit rate.";
    reason.numbers = {{"reported_loss_ratio", *reported}};
    reasons.push_back(std::move(reason));
  }
  const auto share = figure_of(reader, rtp_key("discarded_ratio", Side::Reader));
  if (discarded > 0 && (!share || *share >= rules.discarded_warning)) {
    Reason reason;
    reason.code = ReasonCode::ReaderSlow;
    reason.severity = Severity::Warning;
    reason.text =
        fmt::format("Too slow: the server skipped {} packets or frames for it in 10 s.", discarded);
    reason.remedy =
        "This reader cannot take the bit rate: offer a smaller stream, or look at its network.";
    reason.numbers = {{"discarded", static_cast<double>(discarded)}};
    if (share) reason.numbers.emplace_back("discarded_ratio", *share);
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

}  // namespace mtxmon
