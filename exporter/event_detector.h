// EventDetector: what changed from one snapshot of a node to the next, as events. Pure state, no
// I/O, no clock; owned and used by one poller thread through NodeTracker.
//
// The first snapshot is a baseline without events, unless restore() told what was there before. A
// poll that failed is one event, not one per stream: nothing that could not be seen has changed. A
// stream that goes up and down again and again is one event that grows.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/model/snapshot.h"
#include "exporter/stream_change.h"

namespace mtxmon {

// Reasons that are known to be true, with the sentence of their beginning.
struct KnownReason {
  std::string text;
  WallTime since;
};
using KnownReasons = std::map<std::pair<ReasonCode, std::string>, KnownReason>;  // by code, detail

class EventDetector {
 public:
  // So many ups and downs of one stream within kFlapWindow are flapping, until it has been quiet as
  // long. One incident (down, up) is not, and a stall is no down.
  static constexpr std::size_t kFlapChanges = 5;
  static constexpr std::chrono::seconds kFlapWindow{60};

  // What was there when this or another exporter last looked.
  void restore(const std::vector<Stream>& streams, const ConnectionList& connections, bool up,
               std::optional<WallTime> server_started);

  [[nodiscard]] std::vector<Event> update(const Snapshot& now);

 private:
  struct KnownStream {
    StreamBefore before = {};
    std::vector<WallTime> changes = {};  // ups and downs within kFlapWindow
    std::optional<Event> flapping = {};
    KnownReasons reasons = {};
  };
  struct KnownReader {
    std::string stream;
    KnownReasons reasons;
    bool seen = false;  // in this poll
  };

  void note_server(const Snapshot& now, std::vector<Event>& events);
  void note_lists(const Snapshot& now, std::vector<Event>& events);
  void note_streams(const Snapshot& now, bool restarted, std::vector<Event>& events);
  static void note_reasons(KnownReasons& known, const std::vector<Reason>& reasons,
                           const std::string& stream, const std::string& connection, WallTime at,
                           std::vector<Event>& events);
  void note_readers(const Snapshot& now, std::vector<Event>& events);
  void add_stream_event(KnownStream& known, Event event, std::vector<Event>& events) const;

  bool has_baseline_ = false;
  bool up_ = true;
  std::optional<WallTime> down_since_;
  std::optional<WallTime> server_started_;
  std::map<std::string, EndpointState> lists_;
  std::map<std::string, KnownStream, std::less<>> streams_;
  std::map<std::string, KnownReader> readers_;  // by id
  WallTime last_time_;
};

}  // namespace mtxmon
