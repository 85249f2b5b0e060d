// ConnectionTracker: all connections of one node from poll to poll: rates, windows, derived
// figures, and per stream the sums that never fall. Pure state, no I/O, no clock; owned and used by
// one poller thread through NodeTracker.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/model/snapshot.h"
#include "exporter/address_mask.h"
#include "exporter/derive.h"
#include "exporter/end_cause.h"
#include "exporter/poll_result.h"
#include "exporter/read_timeout.h"
#include "exporter/stream_sums.h"

namespace mtxmon {

class ConnectionTracker {
 public:
  explicit ConnectionTracker(PrivacyRules privacy = {}) : privacy_(privacy) {}

  // Of the server, as far as it is known.
  void set_read_timeout(const ReadTimeout& timeout) { read_timeout_ = timeout; }
  // A complete list ends what is absent from it; a list that is Off ends all; one that failed or
  // was not asked for changes nothing: the last values stay. Takes the items' values.
  // `cause`: why whatever ends in this poll does, when that is known.
  void update(PollResult& poll, const ServerTraits& traits, std::string_view cause = "");

  // Of the lists of connections of that protocol.
  [[nodiscard]] const Connection* find(std::string_view protocol, const std::string& id) const;
  // The paths that have a publisher's session, established or not.
  [[nodiscard]] PathNames publishing() const;
  [[nodiscard]] std::optional<HlsMuxer> muxer_of(const std::string& path) const;
  // In no order. Those of lists that were not answered are copied: the snapshot may change what it
  // gets.
  void append_to(ConnectionList& out);
  // Looks for the causes of what ended in the last update() in its paths. `before`: as the poll
  // before left them; `now`: the list of the same poll.
  void explain_ended(const StreamTracker::Streams& before, const std::vector<PathItem>& now);
  // What ended in the last update(); one that was never established is not among them.
  [[nodiscard]] std::vector<EndedConnection> take_ended();

  // Counters summed over all connections since the exporter started, gauges over those that are
  // there now. One pass over everything.
  [[nodiscard]] const StreamSums& totals();
  // Drops the sums of streams that nobody remembers any more.
  void forget_unless(const std::function<bool(const std::string& path)>& remembered);

 private:
  struct Tracked {
    // Of the last poll that listed it; published with its snapshot, so it is replaced, not changed.
    std::shared_ptr<Connection> shown;
    std::optional<WallTime> last_request;  // of a muxer
    SteadyTime answered_at;
    WallTime first_seen;
    SampleWindow window;
    WorstFigures worst;
    LifeSigns signs;
    bool listed = true;
    bool published = false;  // `shown` is part of a snapshot
  };
  static Connection& changeable(Tracked& tracked);
  struct TrackedList {
    std::unordered_map<std::string, Tracked> items;  // by id
    bool had_answer = false;
  };

  void update_list(std::size_t list, ListResult<ConnectionItem>& result, WallTime polled_at,
                   const ServerTraits& traits, std::string_view cause);
  void update_one(std::size_t list, ConnectionItem& item, SteadyTime answered_at,
                  WallTime polled_at, const ServerTraits& traits);
  [[nodiscard]] std::optional<Connection> connection_of(std::size_t list, ConnectionItem& item);
  void end(const Tracked& tracked, WallTime at, std::string_view cause);
  void attach_controls();

  const PrivacyRules privacy_;
  ReadTimeout read_timeout_;
  std::array<TrackedList, kLists.size()> lists_;
  StreamSums sums_;
  std::vector<EndedConnection> ended_;
};

}  // namespace mtxmon
