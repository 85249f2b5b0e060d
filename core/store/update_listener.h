// UpdateListener: the subscriber to the updates channel, for the dashboard's watcher thread.
//
// Has no thread of its own and is used by one thread at a time. Connects when asked for a message
// and after a failure with back-off. Messages sent while it was away are lost, as Pub/Sub loses
// them: whoever sees generation() rise reads everything anew.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/keys.h"
#include "core/store/redis_connection.h"

namespace mtxmon {

class UpdateListener {
 public:
  struct Options {
    RedisAddress address;
    std::string key_prefix = "mediamtx:";
    std::string client_name = "mediamtx-dashboard:listener";
    std::chrono::milliseconds quiet_before_ping{
        4000};  // after this silence Redis is asked for a sign of life
    RedisTimeouts timeouts{};
    std::stop_token stop{};  // requested: next() fails at once, also one that waits for Redis
  };

  explicit UpdateListener(Options options);

  // The next message; nothing when `timeout` passes without one; an Error while there is no
  // connection. Takes at most `timeout` plus, when it connects, the time-outs of that.
  Result<std::optional<std::string>> next(std::chrono::milliseconds timeout,
                                          const std::stop_token& stop = {});

  [[nodiscard]] bool connected() const { return connection_.has_value(); }
  // 0 before the first connection, then one more at each.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }

 private:
  Status connect();
  Error lost(Error error);

  const Options options_;
  const std::string channel_;
  std::optional<RedisConnection> connection_;
  std::uint64_t generation_ = 0;
  SteadyTime last_heard_;
  bool asked_ = false;  // a PING is under way
  std::string error_;
  Milliseconds back_off_{0};
  SteadyTime retry_at_;
};

}  // namespace mtxmon
