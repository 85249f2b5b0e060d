// LiveHub: all live clients of one server: a limited number of places, and the newest frame for
// everybody.
//
// publish() only swaps pointers and never waits for a client. Every member may be called from any
// thread, except that close() is called once per session, by the thread that owns its connection.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/guarded.h"
#include "core/web/live_frame.h"
#include "core/web/live_session.h"
#include "core/web/live_sink.h"

namespace mtxmon {

class LiveHub {
 public:
  explicit LiveHub(std::size_t places) : places_(places) {}

  // A hint for refusing early; open() decides.
  [[nodiscard]] bool has_place() const;
  // A new client; it gets the newest frame at once. Null when no place is free, when the hub stops,
  // or when the system has no thread left. The session belongs to the hub and lives until close().
  [[nodiscard]] LiveSession* open(std::unique_ptr<LiveSink> sink, LiveStart start = {});
  // What follows from a message of that client.
  void reply(LiveSession* session, LiveReply reply);
  // Ends and frees the session; when this returns nobody uses its sink any more. Takes at most one
  // write limit.
  void close(LiveSession* session);

  void publish(std::shared_ptr<const LiveFrame> frame);

  // Takes no more clients, says 1001 to all, and gives them up to `patience` for it. Sessions stay
  // until close().
  void stop(std::chrono::milliseconds patience);

  [[nodiscard]] std::size_t clients() const;
  [[nodiscard]] const LiveCounters& counters() const { return counters_; }

 private:
  struct State {
    std::vector<std::shared_ptr<LiveSession>> sessions;
    std::shared_ptr<const LiveFrame> newest;
    bool stopping = false;
  };

  const std::size_t places_;
  LiveCounters counters_;
  Guarded<State> state_;  // after the counters: sessions use them
};

}  // namespace mtxmon
