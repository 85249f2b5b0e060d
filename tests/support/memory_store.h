// MemoryStore: a Store without Redis, for tests of what reads from one.
//
// Thread-safe like every Store. It passes the same contract tests as RedisStore.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/guarded.h"
#include "core/store/store.h"

namespace mtxmon {

class MemoryStore final : public Store {
 public:
  void put_stream(const std::string& node, std::string document);
  void put_host(const std::string& host, std::string document);
  // One sample of a thing of core/history/thing.h; values by the names of their series.
  void add_sample(SourceKind kind, const std::string& source, const std::string& thing,
                  WallTime time, const std::vector<std::pair<std::string, double>>& values);
  void add_record(RecordKind kind, const std::string& node, WallTime time, std::string json);
  // From now on every call fails with `error`; nothing: works again.
  void fail_with(std::optional<std::string> error);

  Result<Documents> latest_streams() override;
  Result<Documents> latest_hosts() override;
  Result<std::optional<std::string>> latest_stream(std::string_view node) override;
  Result<std::optional<std::string>> latest_host(std::string_view host) override;
  Result<HistoryTable> history(const SeriesQuery& query) override;
  Result<std::vector<StoredRecord>> records(const RecordQuery& query) override;
  Result<Documents> mutes() override;
  Status put_mute(std::string_view id, std::string_view json) override;
  Result<bool> remove_mute(std::string_view id) override;
  Status check() override;

 private:
  using ThingName = std::tuple<SourceKind, std::string, std::string>;
  struct Content {
    Documents streams;
    Documents hosts;
    Documents mutes;
    std::map<ThingName, HistoryTable> history;
    std::map<std::pair<RecordKind, std::string>, std::map<EntryId, std::string>> records;
    std::optional<std::string> failure;
  };

  Guarded<Content> content_;
};

}  // namespace mtxmon
