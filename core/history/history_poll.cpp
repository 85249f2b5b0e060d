#include "core/history/history_poll.h"

#include <numeric>
#include <utility>

#include "core/history/table_codec.h"

namespace mtxmon {

void HistoryPollBuilder::begin(std::string thing) {
  if (!has_value_ && !things_.empty()) things_.pop_back();
  things_.push_back(std::move(thing));
  has_value_ = false;
}

void HistoryPollBuilder::set_stored(const Series& series, std::int64_t value) {
  if (value == kAbsent) return;
  if (columns_.size() <= series.number) columns_.resize(series.number + std::size_t{1});
  auto& column = columns_[series.number];
  column.resize(things_.size(), kAbsent);
  column.back() = value;
  has_value_ = true;
}

HistoryPoll HistoryPollBuilder::finish(WallTime time) {
  if (!has_value_ && !things_.empty()) things_.pop_back();
  HistoryTable table;
  table.keys.resize(things_.size());
  std::iota(table.keys.begin(), table.keys.end(), std::int64_t{0});
  for (std::size_t number = 0; number < columns_.size(); ++number) {
    if (columns_[number].empty()) continue;
    columns_[number].resize(things_.size(), kAbsent);
    table.columns.push_back({{static_cast<std::uint16_t>(number)}, std::move(columns_[number])});
  }
  columns_.clear();
  has_value_ = false;
  return {.time = time,
          .things = std::make_shared<const std::vector<std::string>>(
              std::exchange(things_, std::vector<std::string>())),
          .table = encode_table(table, 0)};
}

}  // namespace mtxmon
