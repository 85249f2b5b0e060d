// RedisStore: the Store that reads Redis, over a small pool of connections.
//
// Thread-safe. At most `connections` calls talk to Redis at once; the others wait, at most one
// command time-out, and then fail. A broken connection is dropped and the next call opens another.
// A failed attempt to connect is remembered for half a second, so that many callers do not all wait
// for a Redis that is away.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/store/keys.h"
#include "core/store/redis_connection.h"
#include "core/store/store.h"

namespace mtxmon {

class RedisStore final : public Store {
 public:
  struct Options {
    RedisAddress address;
    std::string key_prefix = "mediamtx:";
    std::string client_name = "mediamtx-dashboard:reader";
    std::size_t connections = 4;
    RedisTimeouts timeouts{};
    std::stop_token stop{};  // requested: every call, also one that waits, fails at once
  };

  explicit RedisStore(Options options);

  Result<Documents> latest_streams() override;
  Result<Documents> latest_hosts() override;
  Result<std::optional<std::string>> latest_stream(std::string_view node) override;
  Result<std::optional<std::string>> latest_host(std::string_view host) override;
  Result<HistoryTable> history(const SeriesQuery& query) override;
  Result<std::vector<StoredRecord>> records(const RecordQuery& query) override;
  Result<Documents> mutes() override;
  Status put_mute(std::string_view id, std::string_view json) override;
  Result<bool> remove_mute(std::string_view id) override;
  Status check() override;

 private:
  Result<RedisReply> ask(std::initializer_list<std::string_view> args);
  Result<RedisConnection> take_connection();
  void give_back(RedisConnection connection);
  Result<Documents> documents(const std::string& key);
  Result<std::optional<std::string>> document(const std::string& key, std::string_view field);

  const Options options_;
  const Keys keys_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable place_free_;
  std::vector<RedisConnection> idle_;
  std::size_t in_use_ = 0;
  std::optional<Error> connect_error_;
  SteadyTime connect_failed_at_;
};

}  // namespace mtxmon
