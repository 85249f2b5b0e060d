#include "tests/support/memory_store.h"

namespace mtxmon {
namespace {

template <typename Key>
std::vector<DecodedSample> between(const std::map<Key, std::map<WallTime, DecodedSample>>& all,
                                   const Key& key, WallTime from, WallTime to) {
  std::vector<DecodedSample> samples;
  const auto series = all.find(key);
  if (series == all.end()) return samples;
  for (const auto& [time, sample] : series->second) {
    if (from <= time && time <= to) samples.push_back(sample);
  }
  return samples;
}

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

void MemoryStore::add_stream_sample(const std::string& node, const std::string& path,
                                    DecodedSample sample) {
  const auto time = sample.time;
  content_.lock()->stream_history[{node, path}].insert_or_assign(time, std::move(sample));
}

void MemoryStore::add_host_sample(const std::string& host, DecodedSample sample) {
  const auto time = sample.time;
  content_.lock()->host_history[host].insert_or_assign(time, std::move(sample));
}

void MemoryStore::add_record(RecordKind kind, const std::string& node, WallTime time,
                             std::string json) {
  content_.lock()->records[{kind, node}].emplace(time, std::move(json));
}

Result<std::vector<std::string>> MemoryStore::records(RecordKind kind, std::string_view node,
                                                      WallTime from, WallTime to,
                                                      std::size_t limit) {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  std::vector<std::string> found;
  const auto& all = content->records[{kind, std::string(node)}];
  for (auto record = all.rbegin(); record != all.rend() && found.size() < limit; ++record) {
    if (from <= record->first && record->first <= to) found.push_back(record->second);
  }
  return found;
}

void MemoryStore::fail_with(std::optional<std::string> error) {
  content_.lock()->failure = std::move(error);
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

Result<std::vector<DecodedSample>> MemoryStore::stream_history(std::string_view node,
                                                               std::string_view path, WallTime from,
                                                               WallTime to) {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  const std::pair key{std::string(node), std::string(path)};
  return between(content->stream_history, key, from, to);
}

Result<std::vector<DecodedSample>> MemoryStore::host_history(std::string_view host, WallTime from,
                                                             WallTime to) {
  auto content = content_.lock();
  if (content->failure) return Error{*content->failure};
  return between(content->host_history, std::string(host), from, to);
}

}  // namespace mtxmon
