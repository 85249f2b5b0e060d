// Chunks of time series as entries of Redis streams: the id is the time of the first row, the one
// field "c" the bytes of the table, times relative to the id.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>

#include "core/base/result.h"
#include "core/history/table.h"
#include "core/store/redis_connection.h"
#include "core/store/refusal.h"

namespace mtxmon {

struct ChunkWrite {
  std::string key;
  const HistoryTable& rows;          // at least one
  std::chrono::milliseconds keep;    // older chunks go
  std::chrono::milliseconds expiry;  // of the key, from now on
};

// Sends the commands of one chunk; finish_chunk() reads their replies, in the same order.
Status append_chunk(RedisConnection& connection, const ChunkWrite& chunk);
// False: Redis cannot take it now. One that Redis has already is done.
Result<bool> finish_chunk(RedisConnection& connection, const NoteRefusal& note);

// The rows of the chunks in the reply of XRANGE, ascending, or of XREVRANGE with one. What is not
// ours, or cannot be decoded, is left out. `wanted`: only these series; empty: all.
[[nodiscard]] HistoryTable rows_of_chunks(const RedisReply& reply,
                                          std::span<const std::uint16_t> wanted = {});

}  // namespace mtxmon
