#include "core/history/fold.h"

#include <limits>
#include <vector>

namespace mtxmon {

void fold_polls(std::span<const TimedTable> polls,
                const std::function<void(std::int64_t thing, const HistoryTable& rows)>& take) {
  constexpr auto kNone = std::numeric_limits<std::int64_t>::max();
  std::vector<std::size_t> next(polls.size(), 0);
  const auto key_at = [&](std::size_t poll) {
    const auto& keys = polls[poll].rows.keys;
    return next[poll] < keys.size() ? keys[next[poll]] : kNone;
  };
  std::vector<HistoryCell> cells;
  for (;;) {
    std::int64_t thing = kNone;
    for (std::size_t poll = 0; poll < polls.size(); ++poll) thing = std::min(thing, key_at(poll));
    if (thing == kNone) return;
    HistoryTable rows;
    for (std::size_t poll = 0; poll < polls.size(); ++poll) {
      if (key_at(poll) != thing) continue;
      cells.clear();
      for (const HistoryColumn& column : polls[poll].rows.columns) {
        const auto value = column.values[next[poll]];
        if (value != kAbsent) cells.push_back({column.id, value});
      }
      (void)append_row(rows, polls[poll].time_ms, cells);  // times ascend
      ++next[poll];
    }
    take(thing, rows);
  }
}

}  // namespace mtxmon
