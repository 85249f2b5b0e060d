#include "tests/simulator/director.h"

#include <array>
#include <cstddef>

#include "tests/simulator/noise.h"

namespace mtxmon::sim {
namespace {

enum class Incident {
  Stall,
  Freeze,
  Leave,
  Reconnect,
  BadLink,
  ReaderJoins,
  ReaderLeaves,
  ReaderHangs,
  ReaderIsSlow,
  ReadersRejected,
  Quiet,
  AudioLost,
  Fight,
  OnDemand
};

// How often each comes up, as a deck of cards.
constexpr std::array kDeck = {
    Incident::Stall,        Incident::Freeze,          Incident::Leave,
    Incident::Reconnect,    Incident::BadLink,         Incident::BadLink,
    Incident::ReaderJoins,  Incident::ReaderJoins,     Incident::ReaderJoins,
    Incident::ReaderLeaves, Incident::ReaderLeaves,    Incident::ReaderHangs,
    Incident::ReaderIsSlow, Incident::ReadersRejected, Incident::Quiet,
    Incident::AudioLost,    Incident::Fight,           Incident::OnDemand};

bool fits(Incident incident, const Stream& stream) {
  const bool steady =
      stream.kind == StreamKind::Publisher && stream.on_air && !stream.stalled && !stream.bad_link;
  switch (incident) {
    case Incident::OnDemand:
      return stream.kind == StreamKind::OnDemand && !stream.on_air;
    case Incident::BadLink:
      return steady && stream.protocol == Protocol::Srt;
    case Incident::ReaderJoins:
      return steady && stream.readers.size() < 12;
    case Incident::Quiet:
      return steady && stream.loudness >= 1.0;
    case Incident::ReadersRejected:  // by WebRTC, which could play it
      return steady && !stream.tracks().aac();
    case Incident::AudioLost:
      return steady && !stream.tracks().audio.empty();
    case Incident::Fight:
      return steady && !stream.flapping && !stream.fighting;
    case Incident::ReaderLeaves:
    case Incident::ReaderHangs:
    case Incident::ReaderIsSlow:
      return steady && !stream.readers.empty();
    default:
      return steady;
  }
}

}  // namespace

double Director::roll() { return unit(mix(seed_, 0xD1CE, rolls_++)); }

Script Director::next_incident(const std::vector<Stream>& streams) {
  next_at_ += 10.0 + 10.0 * roll();
  const Incident incident =
      kDeck[static_cast<std::size_t>(roll() * static_cast<double>(kDeck.size()))];
  const double duration = roll();
  std::vector<const Stream*> candidates;
  for (const Stream& stream : streams) {
    if (fits(incident, stream)) candidates.push_back(&stream);
  }
  if (candidates.empty()) return {};
  const std::string& name =
      candidates[static_cast<std::size_t>(roll() * static_cast<double>(candidates.size()))]->name;

  switch (incident) {
    case Incident::Stall:  // a short break, then everything at once
      return {{0.0, {Action::PublisherStall, name}},
              {6.0 + 2.0 * duration, {Action::PublisherResume, name}}};
    case Incident::Freeze:  // the server gives up after its read timeout, the publisher returns
      return {{0.0, {Action::PublisherStall, name}},
              {15.0 + 15.0 * duration, {Action::PublisherStart, name}}};
    case Incident::Leave:
      return {{0.0, {Action::PublisherStop, name}},
              {5.0 + 25.0 * duration, {Action::PublisherStart, name}}};
    case Incident::Reconnect:
      return {{0.0, {Action::PublisherReconnect, name}}};
    case Incident::BadLink:
      return {{0.0, {Action::LinkBad, name}}, {15.0 + 25.0 * duration, {Action::LinkGood, name}}};
    case Incident::ReaderJoins:
      return {{0.0, {Action::ReaderAdd, name}}};
    case Incident::ReaderLeaves:
      return {{0.0, {Action::ReaderRemove, name}}};
    case Incident::ReaderHangs:
      return {{0.0, {Action::ReaderFreeze, name}}};
    case Incident::ReaderIsSlow:
      return {{0.0, {Action::ReaderSlow, name}},
              {15.0 + 25.0 * duration, {Action::ReaderFast, name}}};
    case Incident::ReadersRejected:
      return {{0.0, {Action::ReaderReject, name}}};
    case Incident::Quiet:
      return {{0.0, {Action::PublisherQuiet, name}},
              {20.0 + 30.0 * duration, {Action::PublisherLoud, name}}};
    case Incident::AudioLost:
      return {{0.0, {Action::TracksAudioLost, name}},
              {30.0 + 30.0 * duration, {Action::TracksAll, name}}};
    case Incident::Fight:
      return {{0.0, {Action::PublisherFight, name}},
              {18.0 + 12.0 * duration, {Action::PublisherSteady, name}}};
    case Incident::OnDemand:
      return {{0.0, {Action::ReaderAdd, name}},
              {20.0 + 30.0 * duration, {Action::ReaderRemove, name}}};
  }
  return {};
}

}  // namespace mtxmon::sim
