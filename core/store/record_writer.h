// RecordWriter: the records part of a WriterSession: events and ended connections, each told once
// also when another writer was there before, and what became of problems.
//
// Owned and used by the writer's thread; lives as long as one connection. An Error means that the
// connection is of no use any more.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/keys.h"
#include "core/store/pending_writes.h"
#include "core/store/problem_writer.h"
#include "core/store/record_log.h"
#include "core/store/redis_connection.h"
#include "core/store/redis_writer.h"
#include "core/store/told_records.h"

namespace mtxmon {

class RecordWriter {
 public:
  // `options` must live longer.
  explicit RecordWriter(const RedisWriter::Options& options)
      : options_(&options),
        log_(options.record_retention),
        problems_(Keys(options.key_prefix), options.record_retention) {}

  // From now on we write `node`: looks at what is told of it. `through`: as Restore returned it.
  // `first_poll`: when our own first one of it began, nothing: there was none; what is told of the
  // time before is nothing that we could tell again.
  Status begin(RedisConnection& connection, const std::string& node,
               std::optional<WallTime> through, std::optional<WallTime> first_poll);
  // Writes the job's records behind `outcome.records_through` and advances it; stops where Redis
  // cannot take one now. With `replay` it may have them already.
  Status write(RedisConnection& connection, const PendingWrites::Job& job, bool replay,
               PendingWrites::Outcome& outcome, const NoteRefusal& note);

 private:
  struct Told {
    ToldRecords records;
    SteadyTime forget_at;
    std::optional<std::uint64_t> before = {};  // batches up to this number were there before
  };

  const RedisWriter::Options* options_;
  RecordLog log_;
  ProblemWriter problems_;
  std::map<std::string, Told> told_;  // by node
};

}  // namespace mtxmon
