// Sums up what Redis holds of a source's things into the tiers of 10 s and 60 s, one
// chunk per window that is over.
//
// Called on the writer's thread. It reads back what the finer tier holds, so it keeps nothing that
// a kill could cost, and a window that was missed is made up for as long as the finer tier has it.
#pragma once

#include <cstdint>
#include <span>

#include "core/base/result.h"
#include "core/store/redis_connection.h"
#include "core/store/refusal.h"
#include "core/store/series_source.h"
#include "core/store/thing_map.h"

namespace mtxmon {

// Sums up `things`, of whom the tier of samples is complete until `until_ms`. What Redis refuses is
// tried again at the next call.
Status sum_up_slow_tiers(RedisConnection& connection, const SeriesSource& source,
                         const TierKept& kept, std::span<Thing* const> things,
                         std::int64_t until_ms, const NoteRefusal& note);

}  // namespace mtxmon
