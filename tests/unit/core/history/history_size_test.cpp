// What a row of a stream costs.
#include <array>
#include <charconv>
#include <cstdio>

#include <gtest/gtest.h>

#include "core/history/aggregate.h"
#include "core/history/series.h"
#include "core/history/table_codec.h"
#include "tests/support/noisy_stream.h"
#include "tests/unit/core/history/random_table.h"

namespace mtxmon {
namespace {

// Of a value in an entry of a Redis stream: decimal digits and two bytes of list. The names of the
// fields, which all entries share, are not counted.
std::size_t entry_bytes(double value) {
  std::array<char, 32> text{};
  return 2 + static_cast<std::size_t>(std::to_chars(text.begin(), text.end(), value).ptr -
                                      text.begin());
}

HistoryTable hour_of(NoisyStream& stream, std::size_t* text_bytes) {
  HistoryTable table;
  for (int row = 0; row < 1'800; ++row) {
    std::vector<HistoryCell> cells;
    for (const auto& [name, value] : stream.next()) {
      const Series& series = *find_series(name);
      cells.push_back({{series.number, Part::Value}, stored(series, value)});
      *text_bytes += entry_bytes(value);
    }
    append_row(table, stream.next_key(), cells);
  }
  return table;
}

double bytes_per_row(const HistoryTable& table, std::size_t chunk_rows) {
  std::size_t bytes = 0;
  for (std::size_t row = 0; row < table.keys.size(); row += chunk_rows) {
    const std::size_t end = row + chunk_rows;
    const std::int64_t to = end < table.keys.size() ? table.keys[end] : kMaxStored;
    bytes += encode_table(slice_rows(table, table.keys[row], to), table.keys[row]).size();
  }
  return static_cast<double>(bytes) / static_cast<double>(table.keys.size());
}

TEST(HistorySize, ARowOfTwentySeriesTakesAtMost32Bytes) {
  NoisyStream stream(kBase);
  std::size_t text_bytes = 0;
  const HistoryTable hour = hour_of(stream, &text_bytes);
  const double chunks = bytes_per_row(hour, 15);
  const double text = static_cast<double>(text_bytes) / static_cast<double>(hour.keys.size());
  std::printf(
      "bytes per row of %zu series: chunks of 15 %.1f, of 60 %.1f; decimals in a stream %.1f\n",
      hour.columns.size(), chunks, bytes_per_row(hour, 60), text);
  EXPECT_LE(chunks, 32);
  EXPECT_LT(chunks, text / 5);
  const HistoryTable minutes = aggregate(hour, 60'000);
  std::printf("bytes per row of sums, %zu columns: chunks of 15 %.1f, of 60 %.1f\n",
              minutes.columns.size(), bytes_per_row(minutes, 15), bytes_per_row(minutes, 60));
}

}  // namespace
}  // namespace mtxmon
