#include "exporter/diagnosis/srt_health.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/schema/schema.h"
#include "exporter/diagnosis/sentence.h"

namespace mtxmon {
namespace {

struct LatencyRow {
  double link_loss_ratio;  // up to
  int round_trips;
  double minimum_seconds;
};
// SRT Deployment Guide, as quoted in the manuals of hardware encoders.
constexpr LatencyRow kLatencyRows[] = {
    {0.01, 3, 0.060}, {0.03, 4, 0.080}, {0.07, 5, 0.100}, {1.00, 6, 0.120}};
// Above this loss no latency is recommended there.
constexpr double kMostLoss = 0.1;

const LatencyRow& latency_row(double link_loss_ratio) {
  return *std::ranges::find_if(kLatencyRows, [&](const LatencyRow& row) {
    return link_loss_ratio <= row.link_loss_ratio || row.link_loss_ratio >= 1;
  });
}

struct SrtFigures {
  std::optional<double> rtt, latency, link_loss, link_loss_minute, unrecovered, belated,
      undecrypted, dropped;

  [[nodiscard]] double minute_loss() const {
    return link_loss_minute.value_or(link_loss.value_or(0));
  }
  [[nodiscard]] bool latency_is_low() const {
    return rtt && latency && *rtt > 0 && *latency > 0 &&
           *latency < *rtt * needed_round_trips(minute_loss());
  }
};

SrtFigures srt_figures(const Connection& connection) {
  const bool publishes = connection.role == Role::Publisher;
  const auto at = [&](std::size_t row) { return connection.figure(kSrt, row); };
  SrtFigures figures;
  figures.rtt = at(srt_key("rtt_mean_seconds"));
  figures.latency = at(publishes ? srt_key("latency_seconds", Side::Publisher)
                                 : srt_key("latency_seconds", Side::Reader));
  figures.link_loss = at(srt_key("link_loss_ratio"));
  figures.link_loss_minute = at(srt_key("link_loss_60s_ratio"));
  if (publishes) {
    figures.unrecovered = at(srt_key("unrecovered_loss_ratio", Side::Publisher));
    figures.belated = at(srt_key("belated_ratio", Side::Publisher));
    figures.undecrypted = at(srt_key("undecrypted_ratio", Side::Publisher));
  } else {
    figures.dropped = at(srt_key("dropped_ratio", Side::Reader));
  }
  return figures;
}

// The same latency is written in microseconds in some places and in milliseconds in others.
std::string latency_remedy(double latency_seconds, Role role) {
  const long milliseconds = std::lround(latency_seconds * 1000);
  const auto where = role == Role::Publisher ? "at the encoder" : "at the player";
  return fmt::format(
      "Set {0} ms {1}: in ffmpeg and OBS URLs that is latency={0}000, in a source URL of MediaMTX "
      "latency={0}.",
      milliseconds, where);
}

std::string link_sentence(const SrtFigures& srt) {
  return fmt::format("RTT {}, latency {} = {:.1f}×", milliseconds_text(*srt.rtt),
                     milliseconds_text(*srt.latency), *srt.latency / *srt.rtt);
}

// Low latency is only a fact (info) as long as nothing is lost by it.
Reason latency_low(const SrtFigures& srt, Role role, double lost_ratio, Severity severity) {
  const double loss = srt.minute_loss();
  const double recommended = recommended_latency_seconds(*srt.rtt, loss);
  Reason reason;
  reason.code = ReasonCode::SrtLatencyLow;
  reason.severity = severity;
  reason.text = link_sentence(srt);
  if (severity == Severity::Info) {
    reason.text += fmt::format(
        "; {} round trips are advised at {} loss on the way. Nothing is "
        "lost by it so far.",
        needed_round_trips(loss), percent_text(loss));
  } else {
    reason.text += fmt::format(", {} lost for good.", percent_text(lost_ratio));
  }
  reason.remedy = latency_remedy(recommended, role);
  if (loss > kMostLoss) {
    reason.remedy += fmt::format(
        " At {} loss on the way latency alone will not do: lower the bit rate or change the link.",
        percent_text(loss));
  }
  reason.numbers = {{"rtt_seconds", *srt.rtt},
                    {"latency_seconds", *srt.latency},
                    {"recommended_latency_seconds", recommended},
                    {"link_loss_ratio", loss},
                    {"lost_ratio", lost_ratio}};
  return reason;
}

std::optional<Reason> latency_unit(const SrtFigures& srt, const HealthRules& rules) {
  if (!srt.latency || *srt.latency <= to_seconds(rules.max_latency)) return std::nullopt;
  Reason reason;
  reason.code = ReasonCode::SrtLatencyUnit;
  reason.severity = Severity::Warning;
  reason.text = fmt::format(
      "The latency is {:.1f} s: nothing is shown for so long after a start. Probably microseconds "
      "were written where milliseconds are meant (the field holds 16 bits, so 120000 arrives as "
      "54464).",
      *srt.latency);
  reason.remedy =
      "A source URL of MediaMTX takes milliseconds (latency=120); ffmpeg and OBS take microseconds "
      "(latency=120000).";
  reason.numbers = {{"latency_seconds", *srt.latency}};
  return reason;
}

void grade_srt_losses(const SrtFigures& srt, const HealthRules& rules,
                      std::vector<Reason>& reasons) {
  const double lost = std::max(srt.unrecovered.value_or(0), srt.belated.value_or(0));
  const bool warns = srt.unrecovered.value_or(0) >= rules.unrecovered_loss_warning ||
                     srt.belated.value_or(0) >= rules.belated_warning;
  const bool critical = srt.unrecovered.value_or(0) >= rules.unrecovered_loss_critical;
  const Severity severity = critical ? Severity::Critical : Severity::Warning;
  if (srt.latency_is_low()) {
    reasons.push_back(latency_low(srt, Role::Publisher, lost, warns ? severity : Severity::Info));
  } else if (srt.unrecovered.value_or(0) >= rules.unrecovered_loss_warning) {
    Reason reason;
    reason.code = ReasonCode::SrtLossUnrecovered;
    reason.severity = severity;
    reason.text = fmt::format(
        "{} of the packets are lost for good (estimate), although the "
        "latency suffices{}.",
        percent_text(*srt.unrecovered), srt.rtt && srt.latency ? ": " + link_sentence(srt) : "");
    reason.remedy =
        "The link loses in bursts or is too narrow: lower the bit rate or use another link.";
    reason.numbers = {{"unrecovered_loss_ratio", *srt.unrecovered},
                      {"link_loss_ratio", srt.minute_loss()}};
    reasons.push_back(std::move(reason));
  } else if (srt.belated.value_or(0) >= rules.belated_warning) {
    Reason reason;
    reason.code = ReasonCode::SrtBelated;
    reason.severity = Severity::Warning;
    reason.text =
        fmt::format("{} of the packets arrive too late to be played.", percent_text(*srt.belated));
    reason.remedy = "Raise the latency at the encoder, or look for what delays the link.";
    reason.numbers = {{"belated_ratio", *srt.belated}};
    reasons.push_back(std::move(reason));
  }
}

// A bad link can carry a good stream: both are said.
std::optional<Reason> link_loss(const SrtFigures& srt, const HealthRules& rules) {
  if (!srt.link_loss || *srt.link_loss < rules.link_loss_warning) return std::nullopt;
  Reason reason;
  reason.code = ReasonCode::SrtLinkLoss;
  reason.severity = Severity::Warning;
  reason.text =
      fmt::format("Bad link: {} of the packets are lost on the way.", percent_text(*srt.link_loss));
  if (srt.unrecovered) {
    reason.text += *srt.unrecovered < rules.unrecovered_loss_warning
                       ? fmt::format(" The stream is nearly good: {} lost for good.",
                                     percent_text(*srt.unrecovered))
                       : fmt::format(" {} are lost for good.", percent_text(*srt.unrecovered));
    reason.numbers.emplace_back("unrecovered_loss_ratio", *srt.unrecovered);
  }
  reason.remedy =
      "Above 10 % loss repair cannot be counted on: lower the bit rate, or look at the "
      "link (mobile network, Wi-Fi, a full uplink).";
  reason.numbers.emplace_back("link_loss_ratio", *srt.link_loss);
  return reason;
}

std::optional<Reason> undecrypted(const SrtFigures& srt) {
  if (srt.undecrypted.value_or(0) <= 0) return std::nullopt;
  Reason reason;
  reason.code = ReasonCode::SrtUndecrypted;
  reason.severity = Severity::Critical;
  reason.text =
      fmt::format("{} of the packets cannot be decrypted.", percent_text(*srt.undecrypted));
  reason.remedy = "Encoder and server must use the same passphrase and key length.";
  reason.numbers = {{"undecrypted_ratio", *srt.undecrypted}};
  return reason;
}

Reason given_up(double lost) {
  Reason reason;
  reason.code = ReasonCode::ReaderLoss;
  reason.severity = Severity::Critical;
  reason.text = fmt::format("{} of the packets were given up as too late: this reader misses them.",
                            percent_text(lost));
  reason.remedy =
      "Its link is too narrow or loses in bursts: a lower bit rate or a higher latency at the "
      "player.";
  reason.numbers = {{"dropped_ratio", lost}};
  return reason;
}

}  // namespace

int needed_round_trips(double link_loss_ratio) { return latency_row(link_loss_ratio).round_trips; }

double recommended_latency_seconds(double rtt_seconds, double link_loss_ratio) {
  const LatencyRow& row = latency_row(link_loss_ratio);
  const double needed = std::max(rtt_seconds * row.round_trips, row.minimum_seconds);
  return std::ceil(needed * 100 - 1e-9) / 100;  // whole 10 ms
}

std::vector<Reason> grade_srt_publisher(const Connection& publisher, const HealthRules& rules,
                                        bool settled) {
  std::vector<Reason> reasons;
  const SrtFigures srt = srt_figures(publisher);
  if (auto unit = latency_unit(srt, rules)) {
    reasons.push_back(std::move(*unit));
    return reasons;  // whatever else shows follows from it
  }
  if (settled) {
    grade_srt_losses(srt, rules, reasons);
    if (auto bad = link_loss(srt, rules)) reasons.push_back(std::move(*bad));
  }
  if (auto secret = undecrypted(srt)) reasons.push_back(std::move(*secret));
  return reasons;
}

std::vector<Reason> grade_srt_reader(const Connection& reader, const HealthRules& rules,
                                     bool settled) {
  std::vector<Reason> reasons;
  const SrtFigures srt = srt_figures(reader);
  if (auto unit = latency_unit(srt, rules)) {
    reasons.push_back(std::move(*unit));
    return reasons;  // whatever else shows follows from it
  }
  if (!settled) return reasons;
  const double lost = srt.dropped.value_or(0);
  if (srt.latency_is_low()) {
    reasons.push_back(
        latency_low(srt, Role::Reader, lost, lost > 0 ? Severity::Critical : Severity::Info));
  } else if (lost > 0) {
    reasons.push_back(given_up(lost));
  }
  return reasons;
}

}  // namespace mtxmon
