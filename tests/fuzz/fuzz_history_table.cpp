// A table that can be decoded is the same after encoding and decoding it, keeps the rules of
// tables, and can be summed up. The first byte of the input says with which base and step.
#include <algorithm>

#include "core/history/aggregate.h"
#include "core/history/table_codec.h"
#include "tests/fuzz/fuzz.h"

namespace mtxmon {
namespace {

void require_rules(const HistoryTable& table) {
  require(!table.empty(), "there are rows");
  require(std::ranges::adjacent_find(table.keys, std::greater_equal{}) == table.keys.end(),
          "keys rise");
  require(std::ranges::adjacent_find(table.columns, std::greater_equal{}, &HistoryColumn::id) ==
              table.columns.end(),
          "columns rise");
  for (const HistoryColumn& column : table.columns) {
    require(column.values.size() == table.keys.size(), "a cell per row");
    const auto present = [](std::int64_t value) { return value != kAbsent; };
    require(std::ranges::any_of(column.values, present), "a column has a value");
    require(std::ranges::all_of(column.values,
                                [&](std::int64_t value) {
                                  return !present(value) ||
                                         (value >= -kMaxStored && value <= kMaxStored);
                                }),
            "values are in range");
  }
}

void fuzz(std::string_view input) {
  if (input.empty()) return;
  const bool is_far = input.front() & 1;
  const std::int64_t base = is_far ? 1'795'370'400'000 : 0;
  const std::int64_t step_ms = input.front() & 2 ? 10'000 : 7;
  const std::string_view bytes = input.substr(1);

  const auto table = decode_table(bytes, base);
  if (!table) return;
  require_rules(*table);
  const auto again = decode_table(encode_table(*table, base), base);
  require(again && *again == *table, "a table survives");

  const HistoryTable sums = aggregate(*table, step_ms);
  require_rules(sums);
  const HistoryTable head = slice_rows(*table, table->keys.front(), table->keys.back());
  HistoryTable whole = *table;
  merge_rows(whole, head);
  require(whole == *table, "rows that are there already change nothing");

  const std::uint16_t wanted[] = {1, 11};
  const auto some = decode_table(bytes, base, wanted);
  require(some && some->keys == table->keys, "what can be decoded can be decoded in part");
}

}  // namespace
}  // namespace mtxmon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mtxmon::fuzz(mtxmon::text_of(data, size));
  return 0;
}
