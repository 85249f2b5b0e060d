#include "tests/support/memory_store.h"

#include <algorithm>
#include <stdexcept>

#include "core/history/aggregate.h"
#include "core/history/series.h"

namespace mtxmon {
namespace {

std::optional<std::string> find(const Store::Documents& documents, std::string_view name) {
  const auto found = documents.find(std::string(name));
  if (found == documents.end()) return std::nullopt;
  return found->second;
}

}  // namespace

void MemoryStore::put_stream(const std::string& node, std::string document) {
  content_.lock()->streams[node] = std::move(document);
}

void MemoryStore::put_host(const std::string& host, std::string document) {
  content_.lock()->hosts[host] = std::move(document);
}

void MemoryStore::add_sample(SourceKind kind, const std::string& source, const std::string& thing,
                             WallTime time,
                             const std::vector<std::pair<std::string, double>>& values) {
  std::vector<HistoryCell> cells;
  for (const auto& [name, value] : values) {
    const Series* series = find_series(name);
    if (series == nullptr) throw std::invalid_argument("no series " + name);
    cells.push_back({{series->number}, stored(*series, value)});
  }
  auto content = content_.lock();
  HistoryTable& rows = content->history[{kind, source, thing}];
  HistoryTable row;
  (void)append_row(row, time.time_since_epoch().count(), cells);
  merge_rows(rows, row);
}

void MemoryStore::add_record(RecordKind kind, const std::string& node, WallTime time,
                             std::string json) {
  auto content = content_.lock();
  auto& records = content->records[{kind, node}];
  EntryId id{time.time_since_epoch().count(), 0};
  while (records.contains(id)) ++id.number;
  records.emplace(id, std::move(json));
}

Result<std::vector<StoredRecord>> MemoryStore::records(const RecordQuery& query) {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  std::vector<StoredRecord> found;
  const auto& all = content->records[{query.kind, query.node}];
  for (auto record = all.rbegin(); record != all.rend() && found.size() < query.limit; ++record) {
    const WallTime time{Milliseconds(record->first.time_ms)};
    const bool is_below = !query.before || record->first < *query.before;
    if (query.from <= time && time <= query.to && is_below)
      found.push_back({record->first, record->second});
  }
  return found;
}

void MemoryStore::fail_with(std::optional<std::string> error) {
  content_.lock()->failure = std::move(error);
}

Result<Store::Documents> MemoryStore::mutes() {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  return content->mutes;
}

Status MemoryStore::put_mute(std::string_view id, std::string_view json) {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  content->mutes.insert_or_assign(std::string(id), std::string(json));
  return {};
}

Result<bool> MemoryStore::remove_mute(std::string_view id) {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  return content->mutes.erase(std::string(id)) > 0;
}

Status MemoryStore::check() {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  return {};
}

Result<Store::Documents> MemoryStore::latest_streams() {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  return content->streams;
}

Result<Store::Documents> MemoryStore::latest_hosts() {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  return content->hosts;
}

Result<std::optional<std::string>> MemoryStore::latest_stream(std::string_view node) {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  return find(content->streams, node);
}

Result<std::optional<std::string>> MemoryStore::latest_host(std::string_view host) {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  return find(content->hosts, host);
}

Result<HistoryTable> MemoryStore::history(const SeriesQuery& query) {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  const auto found = content->history.find({query.kind, query.source, query.thing});
  if (found == content->history.end()) return HistoryTable();
  auto rows = found->second;
  if (!query.series.empty()) {
    std::erase_if(rows.columns, [&](const HistoryColumn& column) {
      return std::ranges::find(query.series, column.id.series) == query.series.end();
    });
  }
  if (query.tier != Tier::Samples) rows = aggregate(rows, form_of(query.tier).step_ms);
  rows = slice_rows(rows, query.from.time_since_epoch().count(),
                    query.to.time_since_epoch().count() + 1);
  return query.sum_ms == 0 ? rows : aggregate(rows, query.sum_ms);
}

}  // namespace mtxmon
