// Those who read: they come, go, hang, are too slow or never get in.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "tests/simulator/concat.h"
#include "tests/simulator/refusal.h"
#include "tests/simulator/scene.h"

namespace mtxmon::sim {
namespace {

constexpr double kOnDemandCloseAfterSeconds = 10.0;

bool is_of(const Session& session, const std::optional<Protocol>& protocol) {
  return !protocol || session.protocol == *protocol;
}

// Whether its item would tell that its queue overflows.
bool can_be_slow(const Session& reader) {
  return reader.established && !reader.frozen_at && reader.protocol != Protocol::Hls &&
         reader.protocol != Protocol::Moq;
}

}  // namespace

Status Scene::add_one_reader(Stream& stream, const SceneCommand& command, double t) {
  constexpr std::array kAny = {Protocol::Hls, Protocol::WebRtc, Protocol::Srt, Protocol::Rtsp,
                               Protocol::Rtmp};
  auto any = kAny.at(mix(stream.seed, 17, sessions_made_) % kAny.size());
  if (any == Protocol::WebRtc && stream.all_tracks.aac()) any = Protocol::Hls;
  const Protocol protocol = command.protocol.value_or(any);
  if (protocol == Protocol::Moq && !shape_.since(19))
    return Error{concat({"MediaMTX ", shape_.release(), " does not speak MoQ"})};
  if (!enabled(server_of(protocol))) return Error{"the protocol of the reader is off"};
  if (!stream.available() && stream.kind != StreamKind::OnDemand)
    return no_sense(stream, "is not available");
  if (!stream.available()) publish(stream, t);
  stream.audience.push_back(protocol);
  add_reader(stream, protocol, t);
  return {};
}

void Scene::add_reader(Stream& stream, Protocol protocol, double t) {
  stream.readers.push_back(make_session(stream, protocol, false, t));
}

void Scene::remove_reader(Stream& stream, std::size_t index, double t) {
  const Session& reader = stream.readers[index];
  stream.ended_outbound_bytes += static_cast<std::uint64_t>(stream.session_bytes(reader, t));
  const auto habit = std::find(stream.audience.begin(), stream.audience.end(), reader.protocol);
  if (reader.established && habit != stream.audience.end()) stream.audience.erase(habit);
  note(t, std::string(protocol_name(reader.protocol)) + " reader of " + stream.name + " left");
  stream.readers.erase(stream.readers.begin() + static_cast<std::ptrdiff_t>(index));
  if (stream.readers.empty() && stream.kind == StreamKind::OnDemand) {
    SceneCommand close(Action::PublisherStop, stream.name);
    close.generation = stream.generation;
    schedule(t + kOnDemandCloseAfterSeconds, std::move(close));
  }
}

Status Scene::remove_one_reader(Stream& stream, const SceneCommand& command, double t) {
  for (std::size_t i = 0; i < stream.readers.size(); ++i) {
    const Session& reader = stream.readers[i];
    const bool meant = command.session_id.empty()
                           ? reader.established && is_of(reader, command.protocol)
                           : reader.id == command.session_id;
    if (!meant) continue;
    remove_reader(stream, i, t);
    return {};
  }
  return no_sense(stream, "has no such reader");
}

Status Scene::freeze_one_reader(Stream& stream, const SceneCommand& command, double t) {
  for (Session& reader : stream.readers) {
    if (reader.frozen_at || !reader.established || !is_of(reader, command.protocol)) continue;
    const Freezing expected = freezing(reader.protocol, stream.bits_per_second);
    reader.frozen_at = t;
    reader.frozen_for_sending = expected.sends_on_seconds;
    SceneCommand timeout(Action::ReaderTimeout, stream.name);
    timeout.session_id = reader.id;
    schedule(t + expected.lifetime_seconds, std::move(timeout));
    note(t, std::string(protocol_name(reader.protocol)) + " reader of " + stream.name + " froze");
    return {};
  }
  return no_sense(stream, "has no such reader");
}

// All or none of so many.
Status Scene::slow_readers(Stream& stream, const SceneCommand& command, double t) {
  constexpr double kLostInQueue = 0.1;
  std::vector<Session*> chosen;
  for (Session& reader : stream.readers) {
    const bool fits = can_be_slow(reader) && !reader.slow && is_of(reader, command.protocol);
    if (fits && chosen.size() < command.count) chosen.push_back(&reader);
  }
  if (chosen.size() < command.count) return no_sense(stream, "has not so many such readers");
  for (Session* reader : chosen) {
    reader->slow = true;
    reader->overflow.bend(stream.content(stream.media.value(t)), kLostInQueue);
    note(t, std::string(protocol_name(reader->protocol)) + " reader of " + stream.name +
                " is too slow");
  }
  return {};
}

Status Scene::fast_readers(Stream& stream, const SceneCommand& command, double t) {
  bool any = false;
  for (Session& reader : stream.readers) {
    if (!reader.slow || !is_of(reader, command.protocol)) continue;
    any = true;
    reader.slow = false;
    reader.overflow.bend(stream.content(stream.media.value(t)), 0.0);
  }
  if (!any) return no_sense(stream, "has no slow reader");
  note(t, "slow readers of " + stream.name + " are fast again");
  return {};
}

Status Scene::reject_readers(Stream& stream, const SceneCommand& command, double t) {
  if (stream.rejecting_until > t) return no_sense(stream, "rejects readers already");
  if (!enabled(Protocol::WebRtc)) return Error{"the protocol of the reader is off"};
  if (!stream.available()) return no_sense(stream, "is not available");
  stream.rejecting_until = t + command.seconds;
  note(t, "readers of " + stream.name + " come in vain");
  reject_reader(stream, t);
  return {};
}

// A browser that gets an answer but no media, and gives up after a while.
void Scene::reject_reader(Stream& stream, double t) {
  constexpr double kNextAfterSeconds = 3.0;
  constexpr double kShortestSeconds = 2.0;
  constexpr double kLongestSeconds = 5.0;
  if (t >= stream.rejecting_until) return;
  schedule(t + kNextAfterSeconds, {Action::ReaderRejectStep, stream.name});
  if (!stream.available() || !enabled(Protocol::WebRtc)) return;
  Session& reader = stream.readers.emplace_back(make_session(stream, Protocol::WebRtc, false, t));
  reader.established = false;
  SceneCommand gives_up(Action::ReaderTimeout, stream.name);
  gives_up.session_id = reader.id;
  const double patience = kLongestSeconds - kShortestSeconds;
  schedule(t + kShortestSeconds + patience * unit(mix(reader.seed, 7)), std::move(gives_up));
}

}  // namespace mtxmon::sim
