// One connection to Redis: RAII over hiredis, the only place that includes it.
//
// Owned and used by one thread at a time. Every reply is returned to the caller, errors of the
// server included. After a failure of the connection itself (broken() is true: time-out, closed,
// garbage) it answers every call with an error; its owner drops it and connects anew. Nothing
// reconnects behind the caller's back, because a pipeline that is half done must be started again
// by somebody who knows what was in it.
#pragma once

#include <chrono>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/store/redis_address.h"

struct redisContext;

namespace mtxmon {

// A reply as a plain value. Server errors ("OOM command not allowed …") are replies of type Error.
struct RedisReply {
  enum class Type { Nil, Text, Integer, Array, Error };
  Type type = Type::Nil;
  std::string text;       // Text, Error
  long long integer = 0;  // Integer
  std::vector<RedisReply> items;

  [[nodiscard]] bool is_error() const { return type == Type::Error; }
};

struct RedisTimeouts {
  std::chrono::milliseconds connect{1000};
  std::chrono::milliseconds command{2000};
};

class RedisConnection {
 public:
  using Args = std::span<const std::string_view>;

  // Connects, signs on, selects the database and names the connection ("mediamtx-exporter:writer").
  // When `stop` is requested, whoever waits for an answer, then or later, gets an error at once;
  // only the connecting itself may take its time-out.
  static Result<RedisConnection> open(const RedisAddress& address, const RedisTimeouts& timeouts,
                                      std::string_view client_name, std::stop_token stop = {});
  RedisConnection(RedisConnection&&) = default;
  RedisConnection& operator=(RedisConnection&&) = delete;

  // One command, one reply. A server error is an Error here, too: "HSET mediamtx:streams:latest:
  // OOM …".
  Result<RedisReply> command(Args args);
  Result<RedisReply> command(std::initializer_list<std::string_view> args) {
    return command(Args(args.begin(), args.size()));
  }

  // Pipelining: append any number of commands, then read exactly as many replies. Server errors
  // come as replies.
  Status append(Args args);
  Status append(std::initializer_list<std::string_view> args) {
    return append(Args(args.begin(), args.size()));
  }
  Result<RedisReply> next_reply();

  // For subscribers: a command whose answer comes among the messages.
  Status send(std::initializer_list<std::string_view> args);
  // For subscribers: the next pushed message, or nothing when `timeout` passes without one.
  Result<std::optional<RedisReply>> next_message(std::chrono::milliseconds timeout);

  // Failed before, or closed by Redis meanwhile (an idle connection to a Redis that was restarted).
  [[nodiscard]] bool broken() const;

 private:
  struct Free {
    void operator()(redisContext* context) const;
  };
  RedisConnection(std::unique_ptr<redisContext, Free> context, RedisTimeouts timeouts,
                  std::string display)
      : context_(std::move(context)), timeouts_(timeouts), display_(std::move(display)) {}

  [[nodiscard]] Error failure(std::string_view what) const;

  std::unique_ptr<redisContext, Free> context_;
  std::vector<const char*> texts_;  // of the last command, kept for their room
  std::vector<std::size_t> lengths_;
  RedisTimeouts timeouts_;
  std::string display_;
  std::shared_ptr<void> hang_up_;  // last: it must end before the socket does
};

}  // namespace mtxmon
