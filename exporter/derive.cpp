#include "exporter/derive.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kShort = seconds(10);
constexpr milliseconds kLong = SampleWindow::kLongest;
// Losses crowd into the first seconds of an SRT connection, before its buffers have settled.
constexpr milliseconds kSettling = seconds(5);
constexpr milliseconds kUnrecoveredWindow = seconds(30);
// The library's start value, until it has measured one.
constexpr double kUnmeasuredRtt = 0.1;

// Places of the counters in a window; the media's bytes are always the first.
constexpr std::size_t kBytes = 0;
enum SrtCounter : std::size_t {
  kLost = 1,
  kUnique,
  kRetransmitted,
  kDropped,
  kPackets,
  kBelated,
  kUndecrypted
};
enum RtpCounter : std::size_t { kRtpPackets = 1, kRtpLost, kRtpInError, kRtpDiscarded };
constexpr std::size_t kRtt = 0;
constexpr std::size_t kBuffer = 1;

// Rows of a table, in the order of the places above; fields.size() where there is none.
struct RowNumbers {
  std::array<std::size_t, SampleWindow::kCounters> counters;
  std::array<std::size_t, SampleWindow::kGauges> gauges;
};

consteval RowNumbers numbers_of(const Resource& resource,
                                std::initializer_list<std::string_view> counters,
                                std::initializer_list<std::string_view> gauges = {}) {
  RowNumbers rows;
  rows.counters.fill(resource.fields.size());
  rows.gauges.fill(resource.fields.size());
  for (std::size_t i = 0; i < counters.size(); ++i)
    rows.counters[i] = resource.row(counters.begin()[i]);
  for (std::size_t i = 0; i < gauges.size(); ++i) rows.gauges[i] = resource.row(gauges.begin()[i]);
  return rows;
}
consteval RowNumbers rtp_publisher(const Resource& resource) {
  return numbers_of(resource, {"inboundBytes", "inboundRTPPackets", "inboundRTPPacketsLost",
                               "inboundRTPPacketsInError"});
}
consteval RowNumbers rtp_reader(const Resource& resource) {
  return numbers_of(resource,
                    {"outboundBytes", "outboundRTPPackets", "outboundRTPPacketsReportedLost", "",
                     "outboundRTPPacketsDiscarded"});
}

struct ResourceRows {
  const Resource* resource;
  RowNumbers publisher, reader;
};
constexpr ResourceRows kRows[] = {
    {&kSrt,
     numbers_of(kSrt,
                {"bytesReceived", "packetsReceivedLoss", "packetsReceivedUnique",
                 "packetsReceivedRetrans", "packetsReceivedDrop", "packetsReceived",
                 "packetsReceivedBelated", "packetsReceivedUndecrypt"},
                {"msRTT", "msReceiveBuf"}),
     numbers_of(kSrt,
                {"bytesSent", "packetsSendLoss", "packetsSentUnique", "packetsRetrans",
                 "packetsSendDrop", "packetsSent"},
                {"msRTT", "msSendBuf"})},
    {&kRtsp, rtp_publisher(kRtsp), rtp_reader(kRtsp)},
    {&kWebrtc, rtp_publisher(kWebrtc), rtp_reader(kWebrtc)},
    {&kRtmp, numbers_of(kRtmp, {"inboundBytes"}), numbers_of(kRtmp, {"outboundBytes"})},
    {&kHls, numbers_of(kHls, {"inboundBytes"}), numbers_of(kHls, {"outboundBytes"})},
    {&kMoq, numbers_of(kMoq, {"inboundBytes"}), numbers_of(kMoq, {"outboundBytes"})}};

const RowNumbers* rows_of(const Resource& resource, Role role) {
  const auto* found = std::ranges::find(kRows, &resource, &ResourceRows::resource);
  if (found == std::end(kRows)) return nullptr;
  return role == Role::Publisher ? &found->publisher : &found->reader;
}

void set(FieldValues& values, std::size_t row, const std::optional<double>& value) {
  values[row] = value ? Number(*value) : Number();
}

// part ÷ whole over the same time, at most 1: the two counters are read a moment apart.
std::optional<double> share(const std::optional<SampleWindow::Growth>& part,
                            const std::optional<SampleWindow::Growth>& whole) {
  if (!part || !whole || part->amount + whole->amount <= 0) return std::nullopt;
  return whole->amount <= 0 ? 1.0 : std::min(part->amount / whole->amount, 1.0);
}

// part ÷ (part + rest).
std::optional<double> share_of_sum(const std::optional<SampleWindow::Growth>& part,
                                   const std::optional<SampleWindow::Growth>& rest) {
  if (!part || !rest || part->amount + rest->amount <= 0) return std::nullopt;
  return part->amount / (part->amount + rest->amount);
}

// What was missing on arrival, less what came again, plus second copies that are in both: lost for
// good. An estimate: reordering makes it too high.
std::optional<double> unrecovered(const SampleWindow& window, double latency_seconds) {
  const milliseconds lag(static_cast<long long>(latency_seconds * 1000));
  const auto grown = [&](std::size_t counter) {
    return window.growth(counter, kUnrecoveredWindow, lag);
  };
  const auto lost = grown(kLost);
  const auto again = grown(kRetransmitted);
  const auto dropped = grown(kDropped);
  const auto unique = grown(kUnique);
  if (!lost || !again || !dropped || !unique) return std::nullopt;
  if (lost->base_age < kSettling || lost->seconds < to_seconds(kShort)) return std::nullopt;
  const double missing = std::max(0.0, lost->amount - again->amount + dropped->amount);
  const double sent = unique->amount + missing;
  return sent > 0 ? std::optional(missing / sent) : std::nullopt;
}

void derive_srt(Role role, const ServerTraits& traits, const SampleWindow& window,
                FieldValues& values) {
  const auto grown = [&](std::size_t counter) { return window.growth(counter, kShort); };
  const auto rtt = window.summary(kRtt, kLong);
  set(values, srt_key("rtt_min_seconds"), rtt ? std::optional(rtt->min) : std::nullopt);
  set(values, srt_key("rtt_mean_seconds"), rtt ? std::optional(rtt->mean) : std::nullopt);
  set(values, srt_key("rtt_p95_seconds"), rtt ? std::optional(rtt->p95) : std::nullopt);
  set(values, srt_key("rtt_max_seconds"), rtt ? std::optional(rtt->max) : std::nullopt);
  set(values, srt_key("rtt_variation_seconds"), rtt ? std::optional(rtt->deviation) : std::nullopt);
  const bool publishes = role == Role::Publisher;
  const auto latency = values[publishes ? srt_key("latency_seconds", Side::Publisher)
                                        : srt_key("latency_seconds", Side::Reader)]
                           .real();
  const auto newest_rtt = values[srt_field("msRTT")].real();
  set(values, srt_key("rtt_to_latency_ratio"),
      newest_rtt && latency && *latency > 0 ? std::optional(*newest_rtt / *latency) : std::nullopt);
  // A repaired packet is among the unique ones, so these are all that were sent (but for the few
  // lost for good).
  set(values, srt_key("link_loss_ratio"), share(grown(kLost), grown(kUnique)));
  set(values, srt_key("link_loss_60s_ratio"),
      share(window.growth(kLost, kLong), window.growth(kUnique, kLong)));
  set(values, srt_key("retransmit_ratio"), share(grown(kRetransmitted), grown(kPackets)));
  const auto buffer = window.summary(kBuffer, kShort);
  const auto fill = buffer ? std::optional(buffer->max) : std::nullopt;
  if (!publishes) {
    set(values, srt_key("dropped_ratio", Side::Reader), share(grown(kDropped), grown(kUnique)));
    set(values, srt_key("send_buffer_max_seconds", Side::Reader), fill);
    return;
  }
  set(values, srt_key("dropped_ratio", Side::Publisher), share(grown(kDropped), grown(kPackets)));
  set(values, srt_key("receive_buffer_max_seconds", Side::Publisher), fill);
  set(values, srt_key("undecrypted_ratio", Side::Publisher),
      share(grown(kUndecrypted), grown(kPackets)));
  if (!traits.srt_loss_is_exact) return;
  set(values, srt_key("belated_ratio", Side::Publisher), share(grown(kBelated), grown(kPackets)));
  set(values, srt_key("unrecovered_loss_ratio", Side::Publisher),
      unrecovered(window, latency.value_or(0)));
}

void derive_rtp(const Resource& resource, Role role, const SampleWindow& window,
                FieldValues& values) {
  const auto put = [&](const RtpRow& row, const std::optional<double>& value) {
    if (row.in(resource) < values.size()) set(values, row.in(resource), value);
  };
  if (role == Role::Publisher) {
    const auto packets = window.growth(kRtpPackets, kShort);
    put(rtp_key("rtp_loss_ratio", Side::Publisher),
        share_of_sum(window.growth(kRtpLost, kShort), packets));
    put(rtp_key("rtp_in_error_ratio", Side::Publisher),
        share(window.growth(kRtpInError, kShort), packets));
    return;
  }
  // Readers report every five seconds or less often: only the long window has several reports.
  put(rtp_key("reported_loss_ratio", Side::Reader),
      share(window.growth(kRtpLost, kLong), window.growth(kRtpPackets, kLong)));
  put(rtp_key("discarded_ratio", Side::Reader),
      share_of_sum(window.growth(kRtpDiscarded, kShort), window.growth(kRtpPackets, kShort)));
}

std::optional<double> clock_rate(const Track& track) {
  static constexpr std::string_view kVideo[] = {"H264", "H265", "AV1", "VP8", "VP9"};
  if (std::ranges::find(kVideo, track.codec) != std::end(kVideo)) return 90'000;
  if (track.codec == "Opus") return 48'000;
  if (track.codec == "G722") return 8'000;  // RFC 3551: 8 kHz although it samples at 16
  if (track.codec == "MPEG-4 Audio" && track.sample_rate_hertz) return *track.sample_rate_hertz;
  return std::nullopt;
}

void raise(std::optional<double>& worst, const std::optional<double>& value) {
  if (value) worst = std::max(worst.value_or(0), *value);
}

}  // namespace

void drop_meaningless(const Resource& resource, Role role, const ServerTraits& traits,
                      std::optional<std::uint64_t> grew, FieldValues& values) {
  if (&resource == &kSrt) {
    if (!traits.srt_loss_is_exact) {
      values[srt_field("packetsReceivedBelated")] = Number();
      values[srt_field("bytesReceivedBelated")] = Number();
    }
    // Both keep their last value for ever when nothing moves any more.
    if (grew.value_or(0) == 0) {
      values[srt_field("packetsReceivedLossRate")] = Number();
      values[srt_field("packetsSendLossRate")] = Number();
    }
  }
  // For readers the server sends 0, which would read as "no loss".
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (!values[row].present() || concerns(resource.fields[row].side, role)) continue;
    const std::string_view native = resource.fields[row].native;
    if (native != resource.inbound_native && native != resource.outbound_native)
      values[row] = Number();
  }
}

void sample(const Resource& resource, Role role, SteadyTime at, const FieldValues& values,
            SampleWindow& window) {
  const RowNumbers* rows = rows_of(resource, role);
  if (rows == nullptr) return;
  SampleWindow::Counters counters;
  SampleWindow::Gauges gauges;
  for (std::size_t i = 0; i < counters.size(); ++i) {
    if (rows->counters[i] >= values.size()) continue;
    const Number& number = values[rows->counters[i]];
    if (number.is_integer()) {
      counters[i] = number.integer();
    } else if (const auto reported = number.real()) {
      counters[i] = static_cast<std::uint64_t>(*reported);
      window.mark_reported(i);
    }
  }
  for (std::size_t i = 0; i < gauges.size(); ++i) {
    if (rows->gauges[i] < values.size()) gauges[i] = values[rows->gauges[i]].real();
  }
  if (gauges[kRtt] == kUnmeasuredRtt && !window.summary(kRtt, kLong)) gauges[kRtt].reset();
  window.add(at, counters, gauges);
}

void derive(const Resource& resource, Role role, const ServerTraits& traits,
            const SampleWindow& window, FieldValues& values) {
  if (&resource == &kSrt) {
    derive_srt(role, traits, window, values);
  } else if (&resource == &kRtsp || &resource == &kWebrtc) {
    derive_rtp(resource, role, window, values);
  }
}

Rates media_rates(const SampleWindow& window) {
  Rates rates;
  rates.ten_seconds = window.bits_per_second(kBytes, kShort);
  rates.sixty_seconds = window.bits_per_second(kBytes, kLong);
  return rates;
}

std::optional<double> jitter_seconds(double clock_units, const std::vector<Track>& tracks) {
  if (tracks.size() != 1) return std::nullopt;
  const auto rate = clock_rate(tracks.front());
  return rate ? std::optional(clock_units / *rate) : std::nullopt;
}

void WorstFigures::note(const Connection& connection) {
  if (connection.resource == nullptr) return;
  const Resource& table = *connection.resource;
  const bool publishes = connection.role == Role::Publisher;
  const auto raise_by = [&](std::optional<double>& worst, std::size_t row) {
    raise(worst, connection.figure(table, row));
  };
  if (&table == &kSrt) {
    raise_by(rtt_seconds, srt_key("rtt_max_seconds"));
    raise_by(link_loss_ratio, srt_key("link_loss_ratio"));
    raise_by(loss_ratio, publishes ? srt_key("unrecovered_loss_ratio", Side::Publisher)
                                   : srt_key("dropped_ratio", Side::Reader));
  } else if (publishes) {
    raise_by(loss_ratio, rtp_key("rtp_loss_ratio", Side::Publisher).in(table));
  } else {
    raise_by(loss_ratio, rtp_key("reported_loss_ratio", Side::Reader).in(table));
    raise_by(discarded_ratio, rtp_key("discarded_ratio", Side::Reader).in(table));
  }
}

}  // namespace mtxmon
