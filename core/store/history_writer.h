// HistoryWriter: the history part of a WriterSession: samples into streams, each trimmed to the
// retention and given an expiry; and the oldest of them given up when Redis has no room left.
//
// Owned and used by the writer's thread; lives as long as one connection. An Error means that the
// connection is of no use any more.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/redis_connection.h"
#include "core/store/redis_writer.h"

namespace mtxmon {

// Of an error reply that says nothing about the command: the same one may succeed later.
[[nodiscard]] bool worth_retrying(std::string_view reply);
// Refused, because what is there has the same time or a newer one.
[[nodiscard]] bool is_not_newer(std::string_view reply);

class HistoryWriter {
 public:
  // Is told each error reply; what it returns as an Error ends the writing.
  using Note = std::function<Status(std::string_view command, const std::string& reply)>;

  static constexpr std::size_t kMaxRecords = 10'000;  // of a stream of records; the oldest go

  HistoryWriter(Milliseconds retention, Milliseconds record_retention)
      : retention_(retention), record_retention_(record_retention), kept_(retention) {}

  // False: Redis cannot take it now, it is to be written again. With `replay` it may be there
  // already.
  Result<bool> write(RedisConnection& connection, const std::vector<HistoryWrite>& samples,
                     bool replay, const Note& note);
  // Streams that we have written before this connection: trim_oldest() is to know them.
  void add_keys(const std::vector<HistoryWrite>& samples);
  // Gives up the oldest samples of all our streams, a tenth of the retention at a time but never
  // the newest tenth. How many went; 0: there is nothing left to give.
  Result<std::uint64_t> trim_oldest(RedisConnection& connection, WallTime now);
  [[nodiscard]] Milliseconds kept() const { return kept_; }
  // To be called now and then: forgets streams that Redis has dropped by now, and lets the history
  // grow again when it was not trimmed for a while.
  void tend(SteadyTime now);

 private:
  Result<bool> write_part(RedisConnection& connection, const HistoryWrite* begin,
                          const HistoryWrite* end, bool replay, const Note& note);
  // Appends the commands of one write; the key of each that can fail for its own sake, else
  // nothing.
  Status append(RedisConnection& connection, const HistoryWrite& write,
                std::vector<std::string_view>& commands);
  Status append_record(RedisConnection& connection, const HistoryWrite& write,
                       std::vector<std::string_view>& commands);
  Result<std::uint64_t> trim_to(RedisConnection& connection, WallTime oldest);
  using ExpiryTimes =
      std::unordered_map<std::string, SteadyTime>;  // key → when EXPIRE is due again
  static bool expiry_is_due(ExpiryTimes& times, const std::string& key);

  const Milliseconds retention_;
  const Milliseconds record_retention_;
  Milliseconds kept_;  // the retention, or less since Redis ran out of memory
  SteadyTime grow_at_;
  ExpiryTimes expire_due_;
  ExpiryTimes record_expire_due_;  // a few keys; room is never made at their cost
  SteadyTime next_forget_;
};

}  // namespace mtxmon
