// Watcher: the one thread of the dashboard that follows Redis and feeds every browser.
//
// Owned by main; starts at construction, ends at destruction. Waits for notices on the updates
// channel, reads what they announce, and hands each new state on as one frame; nobody's browser can
// make it wait. Reads everything again on each (re)connection and every 10 s (a lost notice must
// not freeze a page), and sends a heartbeat at least every 2 s. While Redis is away the last state
// stays, with its age and the cause. state() may be called from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "core/base/clock.h"
#include "core/base/guarded.h"
#include "core/store/store.h"
#include "core/store/update_listener.h"
#include "core/web/live_frame.h"
#include "dashboard/state.h"

namespace mtxmon {

class Watcher {
 public:
  using Publish = std::function<void(std::shared_ptr<const LiveFrame>)>;  // must not block

  Watcher(Store& store, UpdateListener::Options listener, const Clock& clock, std::string instance,
          Publish publish);
  ~Watcher();

  [[nodiscard]] StatePtr state() const { return state_.copy(); }

 private:
  // When a node's or a host's latest document last changed, by our own clock: the age of an
  // exporter must not depend on its clock and ours being in step.
  struct Seen {
    std::uint64_t seq = 0;
    SteadyTime at;
  };

  void run(const std::stop_token& stop);
  void read_all(State& next);
  void read_notice(State& next, const std::string& notice);
  void take_node(State& next, const std::string& node, const std::string& json);
  void take_host(State& next, const std::string& host, const std::string& json);
  void judge_ages(State& next);
  void publish(State next);
  void set_redis(State& next, RedisHealth health) const;

  Store& store_;
  const Clock& clock_;
  const std::string instance_;
  const Publish publish_;
  UpdateListener listener_;                // used by the thread only
  std::map<std::string, Seen> seen_;       // the same
  std::uint64_t generation_ = 0;           // the same
  std::uint64_t seq_ = 0;                  // the same
  SteadyTime read_all_at_, published_at_;  // the same
  Guarded<StatePtr> state_;
  std::jthread thread_;  // last
};

}  // namespace mtxmon
