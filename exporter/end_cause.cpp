#include "exporter/end_cause.h"

#include <algorithm>
#include <string>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;

constexpr Milliseconds kUsualTimeout = seconds(10);  // of MediaMTX, where nothing else is known
// The last byte can be a poll older than the poll that showed it.
constexpr Milliseconds kEarlier = seconds(2);
constexpr auto kSrtAnswers = seconds(5);    // acknowledgements come many times a second
constexpr auto kRtcpAnswers = seconds(20);  // reports of receivers come every few seconds

std::string session_of(const std::optional<Source>& source) {
  return source && source->type.kind == PeerKind::Session ? source->id : "";
}

std::string session_of(const PathItem* path) {
  const bool session =
      path != nullptr && path->source && path->source->type.kind == PeerKind::Session;
  return session ? path->source->id : "";
}

// The stream object that was there is there no more.
bool stream_ended(const StreamTracker::Tracked& before, const PathItem* now) {
  if (!before.available) return false;
  if (now == nullptr || !now->available) return true;
  const auto& since = before.shown.available_since;
  if (since && now->available_time) return *since != *now->available_time;
  // v1.0 and v1.1 do not tell since when.
  return session_of(before.shown.source) != session_of(now);
}

std::optional<std::uint64_t> integer_of(const Connection& connection, std::string_view native) {
  const std::size_t row = connection.resource->row(native);
  if (row >= connection.values.size() || !connection.values[row].is_integer()) return std::nullopt;
  return connection.values[row].integer();
}

std::optional<std::uint64_t> discarded_by(const Connection& connection) {
  std::optional<std::uint64_t> sum;
  for (const auto* native :
       {"packetsSendDrop", "outboundFramesDiscarded", "outboundRTPPacketsDiscarded"}) {
    if (const auto part = integer_of(connection, native)) sum = sum.value_or(0) + *part;
  }
  return sum;
}

}  // namespace

std::string_view cause_by_path(const Connection& ended, const StreamTracker::Tracked& before,
                               const PathItem* now) {
  if (!before.listed) return "";
  // A path that has an entry of its own in the configuration is listed as long as that is there.
  const bool configured = before.shown.conf_name == before.shown.name;
  if (configured && (now == nullptr || now->conf_name != now->name)) return end_cause::kPathRemoved;
  if (ended.role == Role::Publisher) {
    const std::string successor = session_of(now);
    const bool replaced =
        session_of(before.shown.source) == ended.id && !successor.empty() && successor != ended.id;
    return replaced ? end_cause::kPublisherReplaced : "";
  }
  return stream_ended(before, now) ? end_cause::kPublisherEnded : "";
}

void LifeSigns::Counter::note(std::optional<std::uint64_t> now, SteadyTime at) {
  if (!value || !now) {
    moved_at = at;
  } else if (*now != *value) {
    moved_at = at;
    has_moved = true;
  }
  value = now;
}

void LifeSigns::note(const Connection& now, SteadyTime at) {
  seen_at_ = at;
  media_.note(now.role == Role::Publisher ? now.inbound_bytes : now.outbound_bytes, at);
  if (now.role == Role::Publisher || now.resource == nullptr) return;
  discarded_.note(discarded_by(now), at);
  const bool srt = now.resource == &kSrt;
  answers_within_ = srt ? kSrtAnswers : kRtcpAnswers;
  answers_.note(integer_of(now, srt ? "packetsReceivedACK" : "inboundRTCPPackets"), at);
}

bool LifeSigns::still(SteadyTime moved_at, SteadyTime missed_at, Milliseconds least) const {
  return seen_at_ - moved_at >= least && seen_at_ - moved_at >= missed_at - seen_at_;
}

std::string_view LifeSigns::cause(Role role, SteadyTime missed_at,
                                  std::optional<double> read_timeout_seconds) const {
  if (!media_.value) return "";
  Milliseconds timeout = kUsualTimeout;
  if (role == Role::Publisher && read_timeout_seconds)
    timeout =
        std::chrono::round<Milliseconds>(std::chrono::duration<double>(*read_timeout_seconds));
  const Milliseconds least = timeout - std::min(kEarlier, timeout / 2);
  // How much of it must have been seen; the rest lies between the last poll that had the connection
  // and the first that had not.
  const bool frozen =
      missed_at - media_.moved_at >= least && still(media_.moved_at, missed_at, least * 5 / 8);
  if (role == Role::Publisher) return frozen ? end_cause::kReadTimeout : "";
  const bool blocked = frozen && discarded_.has_moved && discarded_.moved_at > media_.moved_at;
  // Media went on after the last answer, so that there was something to answer.
  const bool mute = answers_.has_moved && still(answers_.moved_at, missed_at, answers_within_) &&
                    media_.moved_at - answers_.moved_at >= answers_within_ * 4 / 5;
  return blocked || mute ? end_cause::kReaderTimeout : "";
}

}  // namespace mtxmon
