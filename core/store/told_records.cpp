#include "core/store/told_records.h"

#include <utility>

#include "core/store/entry_id.h"

namespace mtxmon {
namespace {

std::string name_of(const std::string& key, const std::string& id) { return key + '\n' + id; }

Milliseconds between(WallTime a, WallTime b) {
  return a < b ? Milliseconds(b - a) : Milliseconds(a - b);
}

}  // namespace

ToldRecords::ToldRecords(Identity identity, std::optional<WallTime> through,
                         std::vector<Entry> held, Milliseconds apart)
    : identity_(std::move(identity)), through_(through), held_(std::move(held)), apart_(apart) {}

std::vector<ToldRecords::Entry>::iterator ToldRecords::twin_of(const RecordWrite& write) {
  auto nearest = held_.end();
  if (held_.empty()) return nearest;
  const std::string identity = identity_(write.record.json);
  const WallTime time = write.seen_by;
  std::optional<Milliseconds> least;
  for (auto entry = held_.begin(); entry != held_.end(); ++entry) {
    if (entry->key != write.key || entry->identity != identity) continue;
    const WallTime told_at = WallTime(Milliseconds(entry_time_ms(entry->id)));
    const Milliseconds distance = between(told_at, time);
    const bool unsaid = through_ && told_at > *through_ && time > *through_;
    if ((distance > apart_ && !unsaid) || (least && distance >= *least)) continue;
    least = distance;
    nearest = entry;
  }
  return nearest;
}

bool ToldRecords::is_told(const RecordWrite& write, bool from_before) {
  const std::string name = name_of(write.key, write.record.id);
  if (told_as_.contains(name)) return true;
  if (const auto twin = twin_of(write); twin != held_.end()) {
    told_as_.emplace(name, twin->id);
    held_.erase(twin);
    return true;
  }
  return from_before && through_ && write.seen_by <= *through_;
}

std::vector<RecordWrite> ToldRecords::untold(const std::vector<RecordWrite>& records,
                                             bool from_before) {
  std::vector<RecordWrite> rest;
  for (const RecordWrite& write : records) {
    if (is_told(write, from_before)) continue;
    rest.push_back(write);
    // An event that grows supersedes the one that stands for it.
    const auto told = told_as_.find(name_of(write.key, write.record.replaces));
    if (told != told_as_.end()) rest.back().record.replaces = told->second;
  }
  return rest;
}

}  // namespace mtxmon
