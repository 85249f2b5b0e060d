// Polls of all things of a source → one chunk per thing. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/history/table.h"

namespace mtxmon {

struct TimedTable {
  std::int64_t time_ms = 0;
  HistoryTable rows;  // key = number of the thing
};

// Calls `take` for every thing that has a row, numbers ascending, with its rows: key = time.
// `polls` are in ascending order of time.
void fold_polls(std::span<const TimedTable> polls,
                const std::function<void(std::int64_t thing, const HistoryTable& rows)>& take);

}  // namespace mtxmon
