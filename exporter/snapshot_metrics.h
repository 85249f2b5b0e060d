// Snapshots → the stream series of /metrics. Pure.
//
// Built anew at each scrape, so series of vanished and stale streams vanish by themselves;
// mediamtx_up tells why.
#pragma once

#include <memory>
#include <vector>

#include "core/metrics/exposition.h"
#include "core/model/snapshot.h"

namespace mtxmon {

void write_snapshots(ExpositionWriter& out,
                     const std::vector<std::shared_ptr<const Snapshot>>& snapshots);

}  // namespace mtxmon
