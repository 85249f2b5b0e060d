// What a snapshot adds to the time series: one sample of the node, of each stream that is listed
// and of each connection. Pure.
#pragma once

#include "core/history/history_poll.h"
#include "core/model/snapshot.h"

namespace mtxmon {

// While the server does not answer there is only the node's `up`, 0: a gap in the charts, not a
// line through the outage.
[[nodiscard]] HistoryPoll make_history(const Snapshot& snapshot);

}  // namespace mtxmon
