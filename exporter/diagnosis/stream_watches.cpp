#include "exporter/diagnosis/stream_watches.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "exporter/diagnosis/codec_support.h"
#include "exporter/diagnosis/sentence.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;

// The tracks of a stream are complete only some moments after it began.
constexpr auto kTracksSettle = seconds(3);

void forget(std::vector<SteadyTime>& times, SteadyTime at, std::chrono::milliseconds age) {
  std::erase_if(times, [&](SteadyTime time) { return at - time > age; });
}

std::string without_port(const std::string& address) {
  const auto colon = address.rfind(':');
  return colon == std::string::npos || address.find('/') != std::string::npos
             ? address
             : address.substr(0, colon);
}

std::string track_text(const Track& track) {
  return track.width.value_or(0) > 0 && track.height
             ? fmt::format("{} {}×{}", track.codec, *track.width, *track.height)
             : codec_text(track.codec);
}

std::string tracks_text(const std::vector<Track>& tracks) {
  std::vector<std::string> names;
  names.reserve(tracks.size());
  for (const Track& track : tracks) names.push_back(track_text(track));
  return names.empty() ? "nothing" : list_text(names, names.size());
}

bool has_kind(const std::vector<Track>& tracks, TrackKind kind) {
  return std::ranges::any_of(tracks,
                             [&](const Track& track) { return track_kind(track.codec) == kind; });
}

// Sizes are 0 until they are known.
bool same_tracks(const std::vector<Track>& a, const std::vector<Track>& b) {
  return std::ranges::equal(a, b, [](const Track& x, const Track& y) {
    const bool sized = x.width.value_or(0) > 0 && y.width.value_or(0) > 0;
    return x.codec == y.codec && (!sized || (x.width == y.width && x.height == y.height));
  });
}

}  // namespace

void TakeoverWatch::update(const std::string& publisher, const std::string& address,
                           SteadyTime at) {
  forget(takeovers_, at, kWindow);
  if (!publisher.empty() && !publisher_.empty() && publisher != publisher_) {
    takeovers_.push_back(at);
    last_from_ = without_port(address_);
    last_to_ = without_port(address);
  }
  publisher_ = publisher;
  address_ = address;
}

std::optional<Reason> TakeoverWatch::reason(const HealthRules& rules) const {
  if (static_cast<long long>(takeovers_.size()) < rules.takeovers) return std::nullopt;
  Reason reason;
  reason.code = ReasonCode::PublisherConflict;
  reason.severity = Severity::Critical;
  const bool one_place = last_from_ == last_to_;
  if (last_from_.empty() || last_to_.empty()) {
    reason.text =
        fmt::format("Two encoders fight for this path: {} takeovers in 60 s.", takeovers_.size());
  } else if (one_place) {
    reason.text = fmt::format(
        "{} takeovers of this path in 60 s, all from {}: two encoders there, or one that "
        "reconnects "
        "again and again.",
        takeovers_.size(), last_to_);
  } else {
    reason.text = fmt::format("Two encoders fight for this path: {} takeovers in 60 s, {} and {}.",
                              takeovers_.size(), last_from_, last_to_);
  }
  reason.remedy =
      "Stop one of them or give it a path of its own; overridePublisher: no in "
      "mediamtx.yml lets the first one keep the path.";
  reason.numbers = {{"takeovers", static_cast<double>(takeovers_.size())}};
  return reason;
}

void TrackWatch::begin(std::string session, SteadyTime at) {
  // What was missed already is missed in the next session, too, not taken for the normal one.
  const bool missed = lost_at_ && at - *lost_at_ < kMissedFor;
  if (!now_.empty() && !missed) before_ = now_;
  now_.clear();
  began_at_ = at;
  session_ = std::move(session);
}

void TrackWatch::update(const Stream& stream, bool has_stream, SteadyTime at) {
  if (!has_stream) {
    reason_.reset();
    return;
  }
  std::string session =
      (stream.source ? stream.source->id : "") +
      (stream.available_since
           ? fmt::format("@{}", stream.available_since->time_since_epoch().count())
           : "");
  if (session != session_) begin(std::move(session), at);
  reason_.reset();
  if (stream.tracks.empty() || at - began_at_ < kTracksSettle) return;
  now_ = stream.tracks;
  if (before_.empty()) return;
  const bool no_audio = has_kind(before_, TrackKind::Audio) && !has_kind(now_, TrackKind::Audio);
  const bool no_video = has_kind(before_, TrackKind::Video) && !has_kind(now_, TrackKind::Video);
  if (!no_audio && !no_video) {
    lost_at_.reset();
    if (same_tracks(before_, now_)) return;
    Reason reason;
    reason.code = ReasonCode::TracksChanged;
    reason.severity = Severity::Info;
    reason.text = fmt::format("Since the last reconnect: {}; before: {}.", tracks_text(now_),
                              tracks_text(before_));
    reason.remedy = "If that was not intended, look at the encoder's settings.";
    reason_ = std::move(reason);
    return;
  }
  if (!lost_at_) lost_at_ = at;
  if (at - *lost_at_ >= kMissedFor) {
    before_ = now_;
    lost_at_.reset();
    return;
  }
  Reason reason;
  reason.code = ReasonCode::TrackLost;
  reason.severity = Severity::Warning;
  reason.text = fmt::format("{} is missing since the last reconnect: {} now, {} before.",
                            no_audio ? "Audio" : "Video", tracks_text(now_), tracks_text(before_));
  reason.remedy = no_audio ? "Look at the encoder's audio input and its audio track."
                           : "Look at the encoder's video input.";
  reason_ = std::move(reason);
}

void BitrateWatch::end_minute() {
  minutes_.push_back(sum_ / samples_);
  if (minutes_.size() > kMinutes) minutes_.erase(minutes_.begin());
  sum_ = 0;
  samples_ = 0;
  if (minutes_.size() < kMinutesNeeded) return;
  std::vector<double> sorted(minutes_.begin(), minutes_.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  median_ = *middle;
}

void BitrateWatch::update(const std::optional<double>& bits_per_second, SteadyTime at,
                          const HealthRules& rules) {
  reason_.reset();
  // Silence is a stall, not a low bit rate.
  if (!bits_per_second || *bits_per_second <= 0) {
    low_since_.reset();
    return;
  }
  if (!minute_began_) minute_began_ = at;
  if (at - *minute_began_ >= seconds(60) && samples_ > 0) {
    end_minute();
    minute_began_ = at;
  }
  sum_ += *bits_per_second;
  ++samples_;
  if (!median_ || *bits_per_second >= *median_ * rules.bitrate_low_ratio) {
    low_since_.reset();
    return;
  }
  if (!low_since_) low_since_ = at;
  if (at - *low_since_ < rules.bitrate_low_after) return;
  Reason reason;
  reason.code = ReasonCode::BitrateLow;
  reason.severity = Severity::Warning;
  reason.text = fmt::format("{} for {}, usually {}.", bit_rate_text(*bits_per_second),
                            duration_text(to_seconds(at - *low_since_)), bit_rate_text(*median_));
  reason.remedy =
      "Look at the encoder: a rate control that gave way to a bad link, a black picture "
      "or a frozen input.";
  reason.numbers = {{"inbound_bits_per_second", *bits_per_second},
                    {"median_bits_per_second", *median_}};
  reason_ = std::move(reason);
}

std::optional<Reason> RejectionWatch::reason(const HealthRules& rules, SteadyTime at) {
  forget(never_, at, kWindow);
  forget(early_, at, kWindow);
  const std::size_t count = never_.size() + early_.size();
  if (static_cast<long long>(count) < rules.rejected_readers) return std::nullopt;
  Reason reason;
  reason.code = ReasonCode::ViewersRejected;
  reason.severity = Severity::Warning;
  if (never_.size() >= early_.size()) {
    reason.text = fmt::format("{} asked by WebRTC in the last 60 s and got no connection.",
                              count_text(never_.size(), "viewer"));
    reason.remedy =
        "Open the UDP port of webrtcLocalUDPAddress (8189) in the firewall, and name "
        "the public address in webrtcAdditionalHosts.";
  } else {
    reason.text = fmt::format("{} by WebRTC left within 5 s of coming, in the last 60 s.",
                              count_text(early_.size(), "viewer"));
    reason.remedy =
        "Their browser may not play what is published: H264 without B-frames and Opus "
        "suit all of them.";
  }
  reason.numbers = {{"never_connected", static_cast<double>(never_.size())},
                    {"left_at_once", static_cast<double>(early_.size())}};
  return reason;
}

void ForwardWatch::update(const Stream& stream, SteadyTime at) {
  reasons_.clear();
  const bool flows = stream.inbound_bits_per_second.value_or(0) > 0;
  std::map<std::string, Destination> now;
  for (const Forward& forward : stream.forwards) {
    if (!forward.outbound_bytes) continue;
    const auto known = destinations_.find(forward.id);
    Destination destination =
        known == destinations_.end() ? Destination{*forward.outbound_bytes, at, ""} : known->second;
    if (destination.bytes != *forward.outbound_bytes || !flows) destination.grew_at = at;
    destination.bytes = *forward.outbound_bytes;
    if (!forward.error.empty()) destination.last_error = forward.error;
    if (at - destination.grew_at >= kStill) {
      Reason reason;
      reason.code = ReasonCode::ForwardFailed;
      reason.severity = Severity::Warning;
      reason.detail = forward.id;
      reason.text =
          fmt::format("Nothing reaches {} for {}{}.", forward.target,
                      duration_text(to_seconds(at - destination.grew_at)),
                      destination.last_error.empty() ? "" : ": " + destination.last_error);
      reason.remedy = "Look at the destination, its address, its stream key and the way there.";
      reason.numbers = {{"silent_seconds", to_seconds(at - destination.grew_at)}};
      reasons_.push_back(std::move(reason));
    } else {
      if (forward.error.empty() && forward.outbound_bits_per_second.value_or(0) > 0)
        destination.last_error.clear();
    }
    now.emplace(forward.id, std::move(destination));
  }
  destinations_ = std::move(now);
}

}  // namespace mtxmon
