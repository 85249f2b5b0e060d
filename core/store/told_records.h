// ToldRecords: which events and ended connections of a node Redis holds when a writer begins, or
// takes over, to write it: the writer before has told them, and whoever watched the same server saw
// the same changes, at times of its own.
//
// Pure bookkeeping, owned and used by the writer's thread. Two records are of one change when their
// identities are equal and their times not further apart than `apart`; each record that is held
// stands for one.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/store/redis_writer.h"

namespace mtxmon {

class ToldRecords {
 public:
  using Identity = std::function<std::string(const std::string& json)>;
  struct Entry {
    std::string key;       // of the Redis stream
    std::string id;        // "<ms>-<n>"
    std::string identity;  // what it tells, whoever tells it
  };

  // `through`: everything up to here is told. What is held from later times was told by a writer
  // that ended before it could say so.
  ToldRecords(Identity identity, std::optional<WallTime> through, std::vector<Entry> held,
              Milliseconds apart);

  // Those of `records` that nobody has told. `from_before`: they were seen before this writer began
  // to write. Asked again about a record, it says the same.
  [[nodiscard]] std::vector<RecordWrite> untold(const std::vector<RecordWrite>& records,
                                                bool from_before);
  // Nobody is late any more: from now on every record is new.
  void forget_held() { held_.clear(); }

 private:
  [[nodiscard]] bool is_told(const RecordWrite& write, bool from_before);
  [[nodiscard]] std::vector<Entry>::iterator twin_of(const RecordWrite& write);

  Identity identity_;
  std::optional<WallTime> through_;
  std::vector<Entry> held_;
  Milliseconds apart_;
  std::map<std::string, std::string> told_as_;  // key and id of ours → id of the one that is held
};

}  // namespace mtxmon
