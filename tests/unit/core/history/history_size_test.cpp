// What a row of a stream costs.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <random>

#include <gtest/gtest.h>

#include "core/history/aggregate.h"
#include "core/history/series.h"
#include "core/history/table_codec.h"
#include "tests/unit/core/history/random_table.h"

namespace mtxmon {
namespace {

struct Sample {
  std::string_view series;
  double value;
};

// An SRT publisher of 6 Mbit/s with five readers, as polls every two seconds see it.
class NoisyStream {
 public:
  std::vector<Sample> next() {
    const double inbound = around(6e6, 0.05), outbound = around(30e6, 0.05);
    inbound_bytes_ += std::round(inbound / 4);
    outbound_bytes_ += std::round(outbound / 4);
    const double lost = std::floor(around(3, 0.8));
    retransmitted_ += std::max(0.0, lost - (random_() % 2 == 0 ? 1 : 0));
    const double readers = 5 + static_cast<double>(random_() % 40 == 0);
    return {{"state", random_() % 60 == 0 ? 1.0 : 0.0},
            {"inbound_bits_per_second", inbound},
            {"outbound_bits_per_second", outbound},
            {"inbound_bytes_total", inbound_bytes_},
            {"outbound_bytes_total", outbound_bytes_},
            {"readers", readers},
            {"readers_silent", 0},
            {"viewers", readers},
            {"receive_bits_per_second", around(6e6, 0.08)},
            {"link_capacity_bits_per_second", around(90e6, 0.4)},
            {"inbound_frames_in_error_total", 0},
            {"rtt_seconds", around(0.021, 0.1)},
            {"latency_seconds", 0.2},
            {"link_loss_ratio", around(0.002, 0.3)},
            {"unrecovered_loss_ratio", 0},
            {"packets_send_dropped_total", 17},
            {"receive_buffer_max_seconds", around(0.190, 0.05)},
            {"packets_received_retransmitted_total", retransmitted_},
            {"rtp_packets_discarded_total", 0},
            {"frames_discarded_total", 0}};
  }
  std::int64_t next_key() { return key_ += 1'998 + static_cast<std::int64_t>(random_() % 5); }

 private:
  double around(double mean, double spread) {
    return std::abs(std::normal_distribution<double>(mean, mean * spread)(random_));
  }

  std::mt19937 random_{1};
  std::int64_t key_ = kBase;
  double inbound_bytes_ = 1e11, outbound_bytes_ = 5e11, retransmitted_ = 9e4;
};

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
  NoisyStream stream;
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
