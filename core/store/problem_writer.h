// ProblemWriter: records of problems into their stream and onto their channel, each once.
//
// All nodes share one stream, so Redis gives the ids of its entries. What was told of a node
// already is known by the id of its last record, which Redis keeps beside the stream: a record is
// told when its own id is newer, in one step with remembering it. Owned and used by the writer's
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/keys.h"
#include "core/store/redis_connection.h"
#include "core/store/redis_writer.h"
#include "core/store/refusal.h"

namespace mtxmon {

class ProblemWriter {
 public:
  ProblemWriter(Keys keys, Milliseconds retention)
      : keys_(std::move(keys)), retention_(retention) {}

  // As RecordLog::write().
  Result<bool> write(RedisConnection& connection, std::string_view node,
                     const std::vector<Record>& records, bool replay,
                     const NoteRefusal& note) const;

 private:
  Keys keys_;
  Milliseconds retention_;
};

}  // namespace mtxmon
