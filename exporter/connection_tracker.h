// ConnectionTracker: the connections of one protocol on one node from poll to poll: rates, loss,
// and per stream the sums that never fall. Pure state, no I/O, no clock; owned and used by one
// poller thread through NodeTracker.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/counter_window.h"
#include "exporter/poll_result.h"

namespace mtxmon {

class ConnectionTracker {
 public:
  explicit ConnectionTracker(const Resource& resource) : resource_(resource) {}

  // A complete list ends what is absent from it; a list that is Off ends all; one that failed or
  // was not asked for changes nothing: the last values stay.
  void update(const ListResult<ConnectionItem>& list);

  [[nodiscard]] const Connection* find(const std::string& id) const;
  void append_to(std::vector<Connection>& out) const;

  // Counters summed over all connections since the exporter started, gauges over those that are
  // there now. By path; one pass over everything.
  [[nodiscard]] std::map<std::string, ResourceTotals, std::less<>> totals() const;
  // Drops the sums of streams that nobody remembers any more.
  void forget_unless(const std::function<bool(const std::string& path)>& remembered);

 private:
  struct Tracked {
    Connection shown;
    SteadyTime answered_at;
    LossWindow loss{std::chrono::seconds(10)};
    bool listed = true;
  };
  struct Sums {
    FieldValues publish, read;
  };

  void update_one(const ConnectionItem& item, SteadyTime answered_at, bool first_list);
  void add_to_sums(const Tracked* before, const Connection& now, bool first_list);

  const Resource& resource_;
  bool had_list_ = false;
  std::map<std::string, Tracked, std::less<>> connections_;  // by id
  std::map<std::string, Sums, std::less<>> sums_;            // by path
};

}  // namespace mtxmon
