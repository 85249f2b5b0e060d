// What can be done to a scene: by the control endpoint, by tests, by its own director. Plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "tests/simulator/protocol.h"

namespace mtxmon::sim {

enum class Action {
  PublisherStop,
  PublisherStart,
  PublisherStall,
  PublisherResume,
  PublisherReconnect,
  PublisherFlap,     // goes and comes every 3 s from now on
  PublisherSteady,   // ends that, and PublisherFight
  FlapStep,          // the next coming or going
  PublisherFight,    // two encoders take the path from each other every 4 s from now on
  FightStep,         // the next one does
  PublisherQuiet,    // sends `ratio` of its usual bit rate from now on
  PublisherLoud,     // ends that
  PublisherTimeout,  // the server drops a publisher that is still stalled
  ReaderAdd,
  ReaderRemove,
  ReaderFreeze,
  ReaderTimeout,     // the server drops the reader `session_id`
  ReaderSlow,        // `count` of them lose a tenth in their queues from now on
  ReaderFast,        // ends that for all
  ReaderReject,      // for `seconds` readers come by WebRTC that are never established
  ReaderRejectStep,  // the next one
  LinkBad,
  LinkGood,
  TracksAudioLost,  // the publisher reconnects without audio
  TracksSmaller,    // the same at half the resolution
  TracksAll,        // ends both
  ProtocolOff,
  ProtocolOn,
  Restart,
  DropSessions,  // as a reload of the configuration does that makes all paths anew
  CounterOffset,
  SiteDie,   // the cameras of the site freeze at once
  SiteBack,  // and connect again
  ForwardFail,
  ForwardOk,
  AttemptsOn,  // WebRTC sessions that are never established, to `stream`
  AttemptsOff,
  AttemptBegins,
  AttemptEnds
};

struct SceneCommand {
  SceneCommand() = default;
  SceneCommand(Action what, std::string where) : action(what), stream(std::move(where)) {}

  Action action = Action::Restart;
  std::string stream;  // for those that concern one
  std::optional<Protocol>
      protocol;              // of a reader (any if absent), or the server that goes on or off
  double loss_ratio = 0.25;  // LinkBad
  std::optional<double> rtt_seconds;      // LinkBad
  std::optional<double> latency_seconds;  // LinkBad, PublisherReconnect: SRT latency from now on
  double ratio = 0.3;                     // PublisherQuiet
  std::uint64_t count = 1;                // ReaderSlow
  double seconds = 20.0;                  // ReaderReject
  std::uint64_t counter_offset = 0;       // CounterOffset
  int generation = 0;                     // PublisherTimeout: of which publisher
  std::string session_id;                 // ReaderTimeout
  double refuse_seconds = 0.0;            // Restart, DropSessions: so long nobody can connect
};

}  // namespace mtxmon::sim
