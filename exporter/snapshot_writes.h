// What a snapshot means for Redis: the latest document, the notice, records and samples.
// Pure.
#pragma once

#include "core/model/snapshot.h"
#include "core/store/keys.h"
#include "core/store/redis_writer.h"

namespace mtxmon {

[[nodiscard]] SourceWrite make_write(const Snapshot& snapshot, const Keys& keys);

}  // namespace mtxmon
