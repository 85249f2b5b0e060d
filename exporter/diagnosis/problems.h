// From the reasons of a snapshot to its problems: what the operator is shown and told. Pure.
#pragma once

#include <vector>

#include "core/model/snapshot.h"
#include "exporter/diagnosis/common_cause.h"
#include "exporter/diagnosis/overload_watch.h"

namespace mtxmon {

// Worst first, then the longest. `origins`: in the order of snapshot.streams.
// `of_node`: reasons that belong to no single stream. `overload` explains the failing readers of
// the streams that it touches; null: there is none.
[[nodiscard]] std::vector<Problem> find_problems(const Snapshot& snapshot,
                                                 const std::vector<StreamOrigin>& origins,
                                                 const std::vector<Reason>& of_node = {},
                                                 const Overload* overload = nullptr);

}  // namespace mtxmon
