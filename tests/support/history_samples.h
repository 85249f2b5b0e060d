// What a HistoryPoll says, for tests: thing → name of the series → value.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "core/history/history_poll.h"
#include "core/history/table_codec.h"

namespace mtxmon {

using SamplesByThing = std::map<std::string, std::map<std::string, double>>;

inline SamplesByThing samples_of(const HistoryPoll& poll) {
  SamplesByThing found;
  if (poll.size() == 0) return found;
  const auto table = decode_table(poll.table, 0);
  if (!table) throw std::runtime_error(table.error().message);
  for (std::size_t row = 0; row < table->keys.size(); ++row) {
    auto& sample = found[poll.things->at(static_cast<std::size_t>(table->keys[row]))];
    for (const HistoryColumn& column : table->columns) {
      const Series& series = *series_of(column.id.series);
      if (column.values[row] != kAbsent)
        sample[std::string(series.name)] = shown(series, column.values[row]);
    }
  }
  return found;
}

}  // namespace mtxmon
