// Store: what the dashboard reads from Redis, and the mutes that it writes. The seam that its tests
// replace by MemoryStore.
//
// Thread-safe: REST handlers call it from many threads; an implementation bounds how many talk to
// Redis at once and how long each may wait. A failure is an Error with the cause; an absent key is
// an empty value.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/history/table.h"
#include "core/store/record_query.h"
#include "core/store/series_query.h"

namespace mtxmon {

class Store {
 public:
  using Documents = std::map<std::string, std::string>;  // node or host name → JSON document

  virtual ~Store() = default;
  [[nodiscard]] virtual Result<Documents> latest_streams() = 0;
  [[nodiscard]] virtual Result<Documents> latest_hosts() = 0;
  [[nodiscard]] virtual Result<std::optional<std::string>> latest_stream(std::string_view node) = 0;
  [[nodiscard]] virtual Result<std::optional<std::string>> latest_host(std::string_view host) = 0;
  // The rows of a time series, key = time in ms, of a slow tier the start of the bucket; those of a
  // bucket that is not over are in it. Beside the series that were asked for there may be counts of
  // samples.
  [[nodiscard]] virtual Result<HistoryTable> history(const SeriesQuery& query) = 0;
  // Newest first.
  [[nodiscard]] virtual Result<std::vector<StoredRecord>> records(const RecordQuery& query) = 0;
  // id → JSON; the only thing that a dashboard writes.
  [[nodiscard]] virtual Result<Documents> mutes() = 0;
  [[nodiscard]] virtual Status put_mute(std::string_view id, std::string_view json) = 0;
  // Was there one?
  [[nodiscard]] virtual Result<bool> remove_mute(std::string_view id) = 0;
  // Is Redis there, and is its format one that this build understands?
  [[nodiscard]] virtual Status check() = 0;
};

}  // namespace mtxmon
