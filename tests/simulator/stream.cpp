#include "tests/simulator/stream.h"

#include <algorithm>
#include <cmath>

namespace mtxmon::sim {

double Link::unrepaired_ratio(double loss) const {
  constexpr double kEnoughTries = 3.0;
  constexpr double kMostOfEnough = 0.002;
  constexpr double kLeastOfTooFew = 0.08;
  const double tries = static_cast<double>(latency_ms) / rtt_ms;
  const double never_came = std::pow(loss, std::floor(tries));
  return tries < kEnoughTries ? std::max(kLeastOfTooFew, never_came)
                              : std::min(kMostOfEnough, never_came);
}

Freezing freezing(Protocol protocol, double bits_per_second) {
  constexpr double kSocketBufferBytes = 3.9e6;
  constexpr double kWriteTimeoutSeconds = 10.0;
  switch (protocol) {
    case Protocol::Srt:
      return {.sends_on_seconds = 8.0, .lifetime_seconds = 9.0};
    case Protocol::WebRtc:
      return {.sends_on_seconds = 30.0, .lifetime_seconds = 30.0};
    case Protocol::RtspUdp:
      return {.sends_on_seconds = 60.0, .lifetime_seconds = 60.0};
    case Protocol::Hls:
      return {.sends_on_seconds = 0.0, .lifetime_seconds = 40.0};
    case Protocol::Moq:
      return {.sends_on_seconds = 1.0, .lifetime_seconds = 28.0};
    case Protocol::Rtsp:
    case Protocol::Rtsps:
    case Protocol::Rtmp:
    case Protocol::Rtmps:
      break;
  }
  const double seconds = kSocketBufferBytes * 8.0 / std::max(bits_per_second, 1.0);
  return {.sends_on_seconds = seconds, .lifetime_seconds = seconds + kWriteTimeoutSeconds};
}

double Session::sending_until(double t) const {
  return frozen_at ? std::min(t, *frozen_at + frozen_for_sending) : t;
}

double Session::answering_until(double t) const { return frozen_at ? std::min(t, *frozen_at) : t; }

Tracks Stream::tracks() const {
  Tracks result = all_tracks;
  if (audio_lost) result.audio = {};
  if (smaller) {
    result.width /= 2;
    result.height /= 2;
  }
  return result;
}

double Stream::full_content(double media_seconds) const { return wander.integral(media_seconds); }

double Stream::content(double media_seconds) const {
  return volume.value(full_content(media_seconds));
}

double Stream::media_bytes(double media_seconds) const {
  return bits_per_second / 8.0 * content(media_seconds);
}

double Stream::bytes_per_second(double t) const {
  const double media_seconds = media.value(t);
  return bits_per_second / 8.0 * wander.level(media_seconds) *
         volume.slope(full_content(media_seconds)) * media.slope(t);
}

std::uint64_t Stream::inbound_bytes(double t) const {
  return available() ? static_cast<std::uint64_t>(media_bytes(media.value(t))) : 0;
}

std::uint64_t Stream::outbound_bytes(double t) const {
  if (!available()) return 0;
  std::uint64_t total = ended_outbound_bytes;
  for (const Session& reader : readers)
    total += static_cast<std::uint64_t>(session_bytes(reader, t));
  return total;
}

double Stream::discarded_content(const Session& session, double t) const {
  const double sent_until = content(media.value(session.sending_until(t)));
  // SRT drops what is too old by itself.
  const bool srt = session.protocol == Protocol::Srt;
  const double hanging = srt ? 0.0 : content(media.value(t)) - sent_until;
  return hanging + session.overflow.value(sent_until);
}

double Stream::session_bytes(const Session& session, double t) const {
  if (!session.established) return 0.0;
  const double until = content(media.value(session.sending_until(t)));
  const double carried = until - content(session.media_joined) - session.overflow.value(until);
  return std::max(0.0, bits_per_second / 8.0 * carried);
}

}  // namespace mtxmon::sim
