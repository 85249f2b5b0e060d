// HistoryWriter: the history part of a WriterSession: the time series of every source that is ours
// to write, and the oldest of them given up when Redis has no room left.
//
// Owned and used by the writer's thread; lives as long as one connection. An Error means that the
// connection is of no use any more.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/history/history_poll.h"
#include "core/store/redis_connection.h"
#include "core/store/refusal.h"
#include "core/store/series_writer.h"

namespace mtxmon {

class HistoryWriter {
 public:
  HistoryWriter(const Keys& keys, const TierRetention& retention);

  // False: Redis cannot take it now, it is to be written again. With `replay` it may be there
  // already.
  Result<bool> write(RedisConnection& connection, SourceKind kind, const std::string& source,
                     const HistoryPoll& poll, bool replay, const NoteRefusal& note);
  // Another writer may have written it: look again what Redis holds.
  void look_again(const std::string& node) { writers_.erase({SourceKind::Node, node}); }
  // Gives up the oldest chunks of a source and of those that were written before, a tenth of a
  // tier's retention at a time, the slowest tier first, but never the newest tenth nor what a
  // slower tier is still to be made from. How many went; 0: there is nothing left to give.
  Result<std::uint64_t> trim_oldest(RedisConnection& connection, SourceKind kind,
                                    const std::string& source, WallTime now);
  // How much of what is to be kept is kept, 1 or less since Redis ran out of memory.
  [[nodiscard]] double kept_ratio() const;
  // To be called now and then: lets the history grow again when it was not trimmed for a while.
  void tend(SteadyTime now);

 private:
  SeriesWriter& writer_of(SourceKind kind, const std::string& source);
  Result<std::uint64_t> trim_to(RedisConnection& connection, Tier tier, WallTime oldest);

  Keys keys_;
  TierRetention retention_;
  TierKept kept_;
  SteadyTime grow_at_;
  std::map<std::pair<SourceKind, std::string>, SeriesWriter> writers_;
};

}  // namespace mtxmon
