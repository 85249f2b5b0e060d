// SeriesWriter: writes the time series of one source (docs/REDIS.md): each poll as one open entry,
// and what is open of a window that is over as one chunk per thing.
//
// Owned and used by the writer's thread; lives as long as one connection and one lease, because at
// its first write it goes on from what Redis holds. An Error means that the connection is of no use
// any more.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/history/fold.h"
#include "core/history/history_poll.h"
#include "core/store/redis_connection.h"
#include "core/store/refusal.h"
#include "core/store/series_source.h"
#include "core/store/thing_map.h"

namespace mtxmon {

class SeriesWriter {
 public:
  explicit SeriesWriter(SeriesSource source) : source_(std::move(source)) {}

  // False: Redis cannot take it now, it is to be written again. With `replay` it may be there
  // already.
  Result<bool> write(RedisConnection& connection, const HistoryPoll& poll, const TierKept& kept,
                     bool replay, const NoteRefusal& note);
  // Reads what Redis holds, unless that was done.
  Status begin(RedisConnection& connection);

  [[nodiscard]] const SeriesSource& source() const { return source_; }
  [[nodiscard]] const ThingMap& things() const { return things_; }

 private:
  struct Open {
    std::int64_t time_ms;
    std::string table;  // encoded, keys are numbers of things
  };

  Result<bool> append(RedisConnection& connection, const HistoryPoll& poll,
                      const NoteRefusal& note);
  // What is open of windows before the one that starts at `until_ms` becomes chunks.
  Result<bool> fold(RedisConnection& connection, std::int64_t until_ms, const TierKept& kept,
                    const NoteRefusal& note);
  Result<bool> fold_window(RedisConnection& connection, std::int64_t start_ms, const TierKept& kept,
                           const NoteRefusal& note);
  // The polls of the window that starts at `start_ms`, with which the open ones begin.
  [[nodiscard]] std::vector<TimedTable> polls_of(std::int64_t start_ms) const;
  Result<bool> remember_things(RedisConnection& connection, const std::vector<std::string>& names,
                               const NoteRefusal& note);
  Status tend(RedisConnection& connection, std::int64_t until_ms, const TierKept& kept,
              const NoteRefusal& note);
  Status sum_up(RedisConnection& connection, std::int64_t until_ms, const TierKept& kept,
                const NoteRefusal& note);
  Status trim_open(RedisConnection& connection, std::int64_t until_ms,
                   const NoteRefusal& note) const;
  Status drop_past_tiers(RedisConnection& connection, std::int64_t now_ms);
  Status clear_numbers(RedisConnection& connection, const std::vector<std::string>& names);
  Status expire_later(RedisConnection& connection, const NoteRefusal& note) const;
  [[nodiscard]] std::vector<std::string> old_things(std::int64_t now_ms) const;
  Status forget_old(RedisConnection& connection, std::int64_t now_ms);

  SeriesSource source_;
  ThingMap things_;
  std::deque<Open> open_;  // oldest first
  std::int64_t newest_ms_ = 0;
  std::int64_t forget_from_ms_ = 0;
  std::int64_t tended_ms_ = 0;  // the end of the last window after which we tended
  bool begun_ = false;
};

}  // namespace mtxmon
