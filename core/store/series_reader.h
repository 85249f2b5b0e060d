// Reads time series as SeriesWriter and SlowTiers write them (docs/REDIS.md).
#pragma once

#include "core/base/result.h"
#include "core/history/table.h"
#include "core/store/redis_connection.h"
#include "core/store/series_query.h"

namespace mtxmon {

// The rows of the query: key = time in ms, of a slow tier the start of the bucket. What a slow tier
// has not summed up yet is summed up here from the finer one, so every tier reaches to the last
// poll. Nothing is known of the thing: no rows.
[[nodiscard]] Result<HistoryTable> read_series(RedisConnection& connection, const Keys& keys,
                                               const SeriesQuery& query);

}  // namespace mtxmon
