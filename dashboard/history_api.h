// HistoryApi: GET /api/v1/history and /api/v1/uptime, from the time series of the store.
//
// Thread-safe: called by web workers, many at once. Each call asks the store a few times.
#pragma once

#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/history/tier.h"
#include "core/store/store.h"
#include "core/web/http_types.h"
#include "dashboard/newest_state.h"
#include "dashboard/state_spans.h"
#include "dashboard/subject.h"
#include "dashboard/time_range.h"

namespace mtxmon {

class HistoryApi {
 public:
  // `retention`: how long each tier is kept, as the writers have it.
  HistoryApi(Store& store, NewestState newest, const Clock& clock, TierRetention retention)
      : store_(store), newest_(std::move(newest)), clock_(clock), retention_(retention) {}

  [[nodiscard]] Response history(const Request& request) const;
  [[nodiscard]] Response uptime(const Request& request) const;

 private:
  // The rows of the first thing of the subject that has some.
  [[nodiscard]] Result<HistoryTable> read(const Subject& subject, SeriesQuery query) const;

  // The rows of the node and, of a stream, the stream's, of the finest tiers.
  [[nodiscard]] Result<std::vector<HistoryPart>> read_parts(const Subject& subject,
                                                            const TimeRange& range,
                                                            const PollRhythm& rhythm) const;
  // Was the stream there at any time before?
  [[nodiscard]] Result<bool> seen_before(const Subject& stream, WallTime time) const;

  Store& store_;
  const NewestState newest_;
  const Clock& clock_;
  const TierRetention retention_;
};

}  // namespace mtxmon
