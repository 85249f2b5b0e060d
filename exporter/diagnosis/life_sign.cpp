#include "exporter/diagnosis/life_sign.h"

#include <algorithm>
#include <utility>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

// An SRT receiver acknowledges every 10 ms; the server gives it up after 8 to 10 s.
constexpr auto kSrtStill = seconds(3);
// Two or three RTCP packets per second come from a browser.
constexpr auto kWebrtcStill = seconds(5);
// One report per track every 5 to 10 s.
constexpr auto kRtspUdpStill = seconds(12);
// A segment is fetched every one to six seconds.
constexpr auto kHlsStill = seconds(8);
constexpr auto kStreamedStill = seconds(4);
constexpr RtpRow kReports = rtp_key("rtcp_packets_received_total", Side::Reader);

std::optional<std::uint64_t> integer_at(const Connection& reader, std::size_t row) {
  if (row >= reader.values.size() || !reader.values[row].is_integer()) return std::nullopt;
  return reader.values[row].integer();
}

bool over_udp(const Connection& reader) {
  for (std::size_t row = 0; row < reader.texts.size(); ++row) {
    if (kRtsp.texts[row].key == "transport") return reader.texts[row].starts_with("UDP");
  }
  return false;
}

}  // namespace

std::optional<LifeRule> life_rule(const Connection& reader) {
  if (reader.resource == &kSrt)
    return LifeRule{integer_at(reader, srt_field("packetsReceivedACK")), kSrtStill, 2};
  if (reader.resource == &kWebrtc)
    return LifeRule{integer_at(reader, kReports.webrtc), kWebrtcStill, 2};
  if (reader.resource == &kRtsp) {
    // Over UDP bytes go out for ever; over TCP they stop when the socket's buffers are full.
    if (over_udp(reader)) return LifeRule{integer_at(reader, kReports.rtsp), kRtspUdpStill, 2};
    return LifeRule{reader.outbound_bytes, kStreamedStill, 2};
  }
  if (reader.resource == &kHls) return LifeRule{reader.outbound_bytes, kHlsStill, 2};
  if (reader.resource == &kRtmp || reader.resource == &kMoq)
    return LifeRule{reader.outbound_bytes, kStreamedStill, 2};
  return std::nullopt;
}

milliseconds LifeSign::longest_pause() const { return *std::ranges::max_element(pauses_); }

void LifeSign::update(const LifeRule& rule, bool due, SteadyTime at, WallTime wall) {
  if (!rule.figure) return;
  const auto before = std::exchange(figure_, rule.figure);
  const auto passed = duration_cast<milliseconds>(at - std::exchange(at_, at));
  if (!before) {
    moved_at_ = wall;
    return;
  }
  if (*before != *rule.figure) {
    // Less than a poll's interval cannot be told from none.
    pauses_[moves_++ % kRemembered] = std::exchange(still_, milliseconds(0));
    moved_at_ = wall;
    silent_since_.reset();
    return;
  }
  if (!due) return;
  still_ += passed;
  // A pause that was silence already is none of the usual ones.
  if (moves_ >= rule.evidence && still_ >= std::max(rule.at_least, kPauses * longest_pause()))
    silent_since_ = moved_at_;
}

}  // namespace mtxmon
