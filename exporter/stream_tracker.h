// StreamTracker: the streams (paths) of one node from poll to poll: state, rates, totals, memory of
// those that vanished.
//
// Pure state, no I/O, no clock; owned and used by one poller thread through NodeTracker. Rules: a
// request that failed changes nothing here; only absence from a complete list ends a stream.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "exporter/poll_result.h"
#include "exporter/read_timeout.h"
#include "exporter/sample_window.h"
#include "exporter/stream_rules.h"

namespace mtxmon {

using PathNames = std::unordered_set<std::string_view>;

class StreamTracker {
 public:
  static constexpr std::chrono::seconds kRateHalfLife{5};
  // One poll without growth can be chance: MediaMTX' answer and ours are not in step.
  static constexpr unsigned kStallPolls = 2;

  StreamTracker(std::string node, StreamRules rules)
      : node_(std::move(node)), rules_(std::move(rules)) {}

  struct Tracked {
    Stream shown;
    StreamSettings settings;  // asked for once, like health
    HealthRules health;
    std::string source_host;  // PathConfig's
    std::vector<PeerRef> readers;
    bool available = false, ever_available = false;
    bool had_publisher = false;  // not only a slate
    bool listed = false;
    bool confirmed = false;  // seen by this process, not only restored
    SteadyTime answered_at;
    SteadyTime grown_at;
    unsigned polls_without_growth = 0;
    SampleWindow window;  // of the totals: inbound, outbound
    Smoothed inbound_smoothed{kRateHalfLife}, outbound_smoothed{kRateHalfLife};
    std::optional<SteadyTime> starting_since, unavailable_since;
  };
  using Streams = std::map<std::string, Tracked, std::less<>>;

  // Streams as another exporter, or an earlier life of this one, left them in Redis. What was seen
  // here wins.
  void restore(std::vector<Stream> streams, SteadyTime now, WallTime wall_now);

  // A complete list. `publishing`: the paths for which a publisher's session exists; one without a
  // stream is starting.
  void update(const std::vector<PathItem>& items, const PathNames& publishing,
              SteadyTime answered_at, WallTime polled_at);

  // The server's configuration, when it was read anew.
  void configure(const std::vector<PathConfig>& configs);
  // What the server says of its static sources, all of them; before the update() of the same poll.
  void note_sources(const std::vector<SourceItem>& sources);

  // Of the server, as far as it is known.
  void set_read_timeout(const ReadTimeout& timeout) { read_timeout_ = timeout; }

  [[nodiscard]] const Streams& streams() const { return streams_; }

 private:
  struct SourceSaid {
    SourceItem item;
    std::optional<bool> available;  // what the path was then
  };

  void apply_settings(Tracked& tracked) const;
  void update_one(const PathItem& item, bool publishing, SteadyTime answered_at,
                  WallTime polled_at);
  void join_source(Stream& stream, bool available);
  void update_counters(Tracked& tracked, const PathItem& item, SteadyTime answered_at,
                       WallTime polled_at, bool same_object);
  void update_rates(Tracked& tracked, SteadyTime answered_at) const;
  [[nodiscard]] StreamState judge(Tracked& tracked, const PathItem& item, bool publishing,
                                  SteadyTime answered_at) const;
  [[nodiscard]] StreamState judge_unavailable(Tracked& tracked, const PathItem& item,
                                              bool publishing, SteadyTime answered_at) const;
  void change_state(Tracked& tracked, StreamState state, WallTime since) const;
  void explain(Tracked& tracked, const PathItem& item, WallTime polled_at) const;
  [[nodiscard]] std::optional<double> remaining_seconds(const Stream& stream,
                                                        double silent_seconds) const;
  [[nodiscard]] const PathConfig* config_of(const PathItem& item) const;
  void end_absent(WallTime polled_at);

  const std::string node_;
  const StreamRules rules_;
  std::optional<SteadyTime> last_list_at_;
  ReadTimeout read_timeout_;
  std::map<std::string, PathConfig, std::less<>> configs_;  // by name; empty: not known
  std::map<std::string, SourceSaid, std::less<>> sources_;  // by path
  Streams streams_;
};

}  // namespace mtxmon
