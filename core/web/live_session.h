// LiveSession: one live client, served at its own speed by its own thread.
//
// The frame to send waits in a slot that holds one: a newer frame replaces it (counted as skipped),
// so a slow client costs one frame of memory and delays nobody; it then gets what changed since the
// last one it has. Only the session's thread writes to the sink; offer(), reply() and finish()
// never block on I/O and may be called from any thread. The hub owns sessions; join() must have
// returned before the connection behind the sink is used for anything else.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/web/live_frame.h"
#include "core/web/live_protocol.h"
#include "core/web/live_sink.h"

namespace mtxmon {

struct LiveCounters {
  std::atomic<std::uint64_t> frames{0};   // sent
  std::atomic<std::uint64_t> skipped{0};  // replaced before they were sent
  std::atomic<std::uint64_t> dropped{0};  // clients that did not read
};

class LiveSession {
 public:
  // `counters` must outlive the session. Throws std::system_error when the system has no thread
  // left.
  LiveSession(std::unique_ptr<LiveSink> sink, LiveCounters& counters, LiveStart start = {});
  ~LiveSession();
  LiveSession(const LiveSession&) = delete;
  LiveSession& operator=(const LiveSession&) = delete;

  // Never null. Ignored once the session finishes.
  void offer(std::shared_ptr<const LiveFrame> frame);
  // To a message of the client. `newest`, which may be null, is sent again when the reply changes
  // what the client wants. Of texts that wait the newest is sent, but one that confirms such a
  // change is never lost to one that does not.
  void reply(LiveReply reply, std::shared_ptr<const LiveFrame> newest);
  // Lets the thread end after the frame it is writing, with a close frame. The first code wins.
  void finish(int close_code);
  // False when the thread still writes at `deadline`.
  [[nodiscard]] bool wait_until_ended(std::chrono::steady_clock::time_point deadline);
  // After finish(): waits for the thread, at most one write limit of the sink. One caller only.
  void join();

 private:
  // What the thread has to do next, in this order.
  struct Work {
    std::optional<int> close_code;
    std::string remark;
    std::string confirmation;
    std::optional<LiveStart> start;
    std::shared_ptr<const LiveFrame> frame;
  };

  void run();
  void send_all();
  [[nodiscard]] Work wait_for_work();
  [[nodiscard]] WriteResult send(const Work& work);
  [[nodiscard]] WriteResult send(const LiveFrame& frame);

  const std::unique_ptr<LiveSink> sink_;
  LiveCounters& counters_;

  std::mutex mutex_;
  std::condition_variable changed_;
  Work work_;           // guarded by mutex_; its close code stays
  bool ended_ = false;  // guarded by mutex_

  std::string view_;                       // of the thread only
  std::optional<std::uint64_t> last_seq_;  // of the thread only
  std::thread thread_;                     // last: it uses everything above
};

}  // namespace mtxmon
