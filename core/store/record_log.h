// RecordLog: streams of records (events, ended connections): one JSON text per entry, trimmed by
// age and number, with an expiry.
//
// Owned and used by the writer's thread; lives as long as one connection. An Error means that the
// connection is of no use any more.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/redis_connection.h"
#include "core/store/redis_writer.h"
#include "core/store/refusal.h"

namespace mtxmon {

class RecordLog {
 public:
  static constexpr std::size_t kMaxRecords = 10'000;  // of one stream; the oldest go

  explicit RecordLog(Milliseconds retention) : retention_(retention) {}

  // False: Redis cannot take it now, it is to be written again. With `replay` it may be there
  // already.
  Result<bool> write(RedisConnection& connection, const std::vector<RecordWrite>& records,
                     bool replay, const NoteRefusal& note);

 private:
  // Appends the commands of one record; the key of each that can fail for its own sake, else
  // nothing.
  Status append(RedisConnection& connection, const RecordWrite& write,
                std::vector<std::string_view>& commands);
  bool tending_is_due(const std::string& key);

  Milliseconds retention_;
  std::unordered_map<std::string, SteadyTime> tend_at_;  // by key: trimming and expiry are due
};

}  // namespace mtxmon
