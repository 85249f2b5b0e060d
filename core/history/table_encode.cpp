#include <algorithm>
#include <bit>
#include <iterator>

#include "core/history/column_form.h"
#include "core/history/packed.h"
#include "core/history/table_codec.h"

namespace mtxmon {
namespace {

// Integers as their smallest and what each is above it.
struct Offsets {
  std::int64_t smallest = 0;
  std::vector<std::uint64_t> above;
  unsigned width = 0;

  explicit Offsets(std::span<const std::int64_t> values) {
    if (values.empty()) return;
    const auto [least, most] = std::ranges::minmax(values);
    smallest = least;
    width = static_cast<unsigned>(std::bit_width(above_smallest(most)));
    above.reserve(values.size());
    for (const std::int64_t value : values) above.push_back(above_smallest(value));
  }
  [[nodiscard]] std::size_t bytes() const {
    return varint_bytes(zigzag(smallest)) + packed_bytes(above.size(), width);
  }

 private:
  [[nodiscard]] std::uint64_t above_smallest(std::int64_t value) const {
    return static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(smallest);
  }
};

std::vector<std::int64_t> differences(std::span<const std::int64_t> values) {
  std::vector<std::int64_t> steps;
  steps.reserve(values.size());
  for (std::size_t i = 1; i < values.size(); ++i) steps.push_back(values[i] - values[i - 1]);
  return steps;
}

void append_keys(std::string& out, std::span<const std::int64_t> keys, std::int64_t base) {
  append_varint(out, keys.size());
  append_varint(out, zigzag(keys.front() - base));
  if (keys.size() == 1) return;
  const Offsets steps(differences(keys));
  append_varint(out, static_cast<std::uint64_t>(steps.smallest));
  out.push_back(static_cast<char>(steps.width));
  append_packed(out, steps.above, steps.width);
}

void append_presence(std::string& out, std::span<const std::int64_t> values) {
  const std::size_t start = out.size();
  out.resize(start + (values.size() + 7) / 8);
  for (std::size_t i = 0; i < values.size(); ++i) {
    char& byte = out[start + i / 8];
    if (values[i] != kAbsent) byte = static_cast<char>(byte | (1 << i % 8));
  }
}

void append_column(std::string& out, const HistoryColumn& column) {
  std::vector<std::int64_t> present;
  present.reserve(column.values.size());
  std::ranges::copy_if(column.values, std::back_inserter(present),
                       [](std::int64_t value) { return value != kAbsent; });
  const Offsets values(present);
  const Offsets steps(differences(present));
  // Steps between extremes may need 64 bits, the extremes themselves never do.
  const bool by_steps = steps.width <= kMaxWidth &&
                        varint_bytes(zigzag(present.front())) + steps.bytes() < values.bytes();
  const Offsets& packed = by_steps ? steps : values;
  const bool holes = present.size() < column.values.size();

  append_varint(out, column_number(column.id));
  out.push_back(
      static_cast<char>(packed.width | (by_steps ? kDifferences : 0) | (holes ? kHoles : 0)));
  if (holes) append_presence(out, column.values);
  if (by_steps) append_varint(out, zigzag(present.front()));
  append_varint(out, zigzag(packed.smallest));
  append_packed(out, packed.above, packed.width);
}

bool is_all_zero(const HistoryColumn& column) {
  return column.id.part == Part::Value &&
         std::ranges::all_of(column.values, [](std::int64_t value) { return value == 0; });
}

}  // namespace

std::string encode_table(const HistoryTable& table, std::int64_t base) {
  if (table.empty()) return {};
  std::string out(1, static_cast<char>(kHistoryVersion));
  append_keys(out, table.keys, base);
  for (auto column = table.columns.begin(); column != table.columns.end(); ++column) {
    const auto next = std::next(column);
    const bool alone = next == table.columns.end() || next->id.series != column->id.series;
    if (alone && is_all_zero(*column)) {
      append_varint(out, std::uint64_t{column->id.series} * kParts + kAllZero);
    } else {
      append_column(out, *column);
    }
  }
  return out;
}

}  // namespace mtxmon
