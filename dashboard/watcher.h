// Watcher: the one thread of the dashboard that follows Redis and feeds every browser.
//
// Owned by main; starts at construction, ends at destruction. Waits for notices on the updates
// channel, reads what they announce, and hands each new state on as one frame; nobody's browser can
// make it wait. A short past is kept, so that a browser that missed something gets only what
// changed meanwhile. Reads everything again on each (re)connection and every 10 s (a lost notice
// must not freeze a page), and sends a heartbeat at least every 2 s. While Redis is away the last
// state stays, with its age and the cause. What was not written for `remember` is not shown any
// more. state() and request_stop() may be called from any thread.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
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

  Watcher(Store& store, UpdateListener::Options listener, const Clock& clock, Milliseconds remember,
          std::string instance, Publish publish);
  ~Watcher();

  // Asks the thread to end without waiting for it; from now on nothing is published.
  void request_stop() { thread_.request_stop(); }
  [[nodiscard]] StatePtr state() const { return state_.copy(); }

 private:
  // What we know of a node's or a host's latest document. Its age goes by our own clock, counted
  // from its last change: it must not depend on the writer's clock and ours being in step.
  template <typename Document>
  struct Seen {
    std::size_t content = 0;  // hash of the text: what did not change is not parsed again
    SteadyTime at;
    std::shared_ptr<const Document> document;  // null: none was readable, or it is forgotten
    RedisHealth judged_by;                     // why it counts as silent
    bool silence_is_logged = false;
  };
  template <typename Document>
  using AllSeen = std::map<std::string, Seen<Document>>;

  void run(const std::stop_token& stop);
  void read_all(State& next);
  void read_notice(State& next, const std::string& notice);
  void take_node(State& next, const std::string& node, const std::string& json);
  void take_host(State& next, const std::string& host, const std::string& json);
  void take_refusal(State& next, const JsonMembers& notice);
  // Is `json` news of `name`? Notes it as seen.
  template <typename Document>
  bool is_news(AllSeen<Document>& all, const std::string& name, const std::string& json) const;
  template <typename Document>
  void keep(Seen<Document>& seen, Document document, std::optional<WallTime> written_at) const;
  void judge_ages(State& next);
  void judge_node(State& next, const std::string& name, Seen<NodeDocument>& seen);
  void log_redis(const State& before, const State& next) const;
  void publish(State next);
  void remember_state(StatePtr now);

  Store& store_;
  const Clock& clock_;
  const Milliseconds remember_;
  const std::string instance_;
  const Publish publish_;

  // Used by the thread only.
  UpdateListener listener_;
  AllSeen<NodeDocument> nodes_;
  AllSeen<HostDocument> hosts_;
  std::map<std::string, SteadyTime> refused_until_;  // as State::refused
  std::uint64_t generation_ = 0;
  std::uint64_t seq_ = 0;
  std::uint64_t last_row_ = 0;
  std::deque<StatePtr> past_;  // the newest last
  SteadyTime read_all_at_, published_at_;

  Guarded<StatePtr> state_;
  std::jthread thread_;  // last
};

}  // namespace mtxmon
