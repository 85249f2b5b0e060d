#include "core/store/told_records.h"

#include <charconv>
#include <utility>

namespace mtxmon {
namespace {

std::string name_of(const std::string& key, const std::string& id) { return key + '\n' + id; }

Milliseconds between(WallTime a, WallTime b) {
  return a < b ? Milliseconds(b - a) : Milliseconds(a - b);
}

}  // namespace

WallTime time_of_entry(std::string_view id) {
  Milliseconds::rep milliseconds = 0;
  std::from_chars(id.data(), id.data() + id.size(), milliseconds);
  return WallTime(Milliseconds(milliseconds));
}

ToldRecords::ToldRecords(Identity identity, std::optional<WallTime> through,
                         std::vector<Entry> held, Milliseconds apart)
    : identity_(std::move(identity)), through_(through), held_(std::move(held)), apart_(apart) {}

std::vector<ToldRecords::Entry>::iterator ToldRecords::twin_of(const HistoryWrite& write) {
  auto nearest = held_.end();
  if (held_.empty()) return nearest;
  const std::string identity = identity_(write.record->json);
  const WallTime time = write.sample.time;
  std::optional<Milliseconds> least;
  for (auto entry = held_.begin(); entry != held_.end(); ++entry) {
    if (entry->key != write.key || entry->identity != identity) continue;
    const WallTime told_at = time_of_entry(entry->id);
    const Milliseconds distance = between(told_at, time);
    const bool unsaid = through_ && told_at > *through_ && time > *through_;
    if ((distance > apart_ && !unsaid) || (least && distance >= *least)) continue;
    least = distance;
    nearest = entry;
  }
  return nearest;
}

bool ToldRecords::is_told(const HistoryWrite& write, bool from_before) {
  const std::string name = name_of(write.key, write.record->id);
  if (told_as_.contains(name)) return true;
  if (const auto twin = twin_of(write); twin != held_.end()) {
    told_as_.emplace(name, twin->id);
    held_.erase(twin);
    return true;
  }
  return from_before && through_ && write.sample.time <= *through_;
}

std::vector<HistoryWrite> ToldRecords::untold(const std::vector<HistoryWrite>& records,
                                              bool from_before) {
  std::vector<HistoryWrite> rest;
  for (const HistoryWrite& write : records) {
    if (is_told(write, from_before)) continue;
    rest.push_back(write);
    // An event that grows supersedes the one that stands for it.
    const auto told = told_as_.find(name_of(write.key, write.record->replaces));
    if (told != told_as_.end()) rest.back().record->replaces = told->second;
  }
  return rest;
}

}  // namespace mtxmon
