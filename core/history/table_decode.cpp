#include <algorithm>
#include <bit>
#include <optional>

#include "core/history/column_form.h"
#include "core/history/packed.h"
#include "core/history/table_codec.h"

namespace mtxmon {
namespace {

Error broken(std::string_view what) { return {"history: " + std::string(what)}; }
Error too_short() { return broken("the bytes end too early"); }

constexpr std::int64_t kMaxStep = 2 * kMaxStored;

bool within(std::int64_t value, std::int64_t most) { return value >= -most && value <= most; }
bool storable(std::int64_t value) { return within(value, kMaxStored); }

bool is_present(std::string_view presence, std::size_t row) {
  return static_cast<unsigned char>(presence[row / 8]) >> row % 8 & 1;
}

// The rows of `values`, which are those that are there.
std::vector<std::int64_t> with_holes(const std::vector<std::int64_t>& values,
                                     std::string_view presence, std::size_t rows) {
  std::vector<std::int64_t> all(rows, kAbsent);
  auto next = values.begin();
  for (std::size_t row = 0; row < rows; ++row) {
    if (is_present(presence, row)) all[row] = *next++;
  }
  return all;
}

// smallest + above when that is within ± most; smallest is.
std::optional<std::int64_t> sum_within(std::int64_t smallest, std::uint64_t above,
                                       std::int64_t most) {
  if (above > static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(smallest)) return {};
  return smallest + static_cast<std::int64_t>(above);
}

class TableDecoder {
 public:
  TableDecoder(std::string_view bytes, std::int64_t base, std::span<const std::uint16_t> wanted)
      : reader_(bytes), base_(base), wanted_(wanted) {}

  Result<HistoryTable> table() {
    const unsigned version = reader_.byte();
    if (reader_.failed()) return too_short();
    if (version > kHistoryVersion) {
      return Error{"version " + std::to_string(version) +
                   " of the history form; this program knows " + std::to_string(kHistoryVersion)};
    }
    if (version == 0) return broken("these bytes are something else");
    if (const Status keys = read_keys(); !keys) return keys.error();
    while (!reader_.at_end()) {
      if (const Status column = read_column(); !column) return column.error();
    }
    return std::move(table_);
  }

 private:
  Status read_keys() {
    const std::uint64_t count = reader_.varint();
    const std::int64_t first = reader_.signed_varint();
    if (reader_.failed()) return too_short();
    if (count == 0 || count > kMaxRows) return broken("it has no rows, or too many");
    const auto sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(base_) +
                                               static_cast<std::uint64_t>(first));
    if ((first < 0) != (sum < base_) || !storable(sum)) return broken("a key is out of range");
    rows_ = static_cast<std::size_t>(count);
    table_.keys.push_back(sum);
    return rows_ == 1 ? Status() : read_key_steps();
  }

  Status read_key_steps() {
    const std::uint64_t smallest = reader_.varint();
    const unsigned width = reader_.byte();
    if (reader_.failed()) return too_short();
    if (width > kMaxWidth || smallest > static_cast<std::uint64_t>(kMaxStep))
      return broken("a key is out of range");
    if (smallest == 0) return broken("the keys do not rise");
    const std::string_view packed = reader_.bytes(packed_bytes(rows_ - 1, width));
    if (reader_.failed()) return too_short();
    table_.keys.reserve(rows_);
    for (std::size_t i = 0; i + 1 < rows_; ++i) {
      const auto key =
          sum_within(table_.keys.back(), smallest + packed_at(packed, i, width), kMaxStored);
      if (!key) return broken("a key is out of range");
      table_.keys.push_back(*key);
    }
    return {};
  }

  Status read_column() {
    const std::uint64_t number = reader_.varint();
    if (reader_.failed()) return too_short();
    if (number < next_number_) return broken("the columns do not rise");
    if (number / kParts > 0xFFFF) return broken("a column has an unknown number");
    const auto series = static_cast<std::uint16_t>(number / kParts);
    if (number % kParts == kAllZero) return read_zeros(series);
    next_number_ = number + 1;
    const unsigned form = reader_.byte();
    if (reader_.failed()) return too_short();
    std::size_t present = rows_;
    std::string_view presence;
    if (form & kHoles) {
      presence = reader_.bytes((rows_ + 7) / 8);
      if (reader_.failed()) return too_short();
      present = 0;
      for (const char byte : presence)
        present += static_cast<std::size_t>(std::popcount(static_cast<unsigned char>(byte)));
      if (rows_ % 8 != 0 && static_cast<unsigned char>(presence.back()) >> rows_ % 8 != 0)
        return broken("a column has a value without a row");
      if (present == 0) return broken("a column has no value");
    }
    const ColumnId id{series, static_cast<Part>(number % kParts)};
    return read_values(id, form, present, presence);
  }

  // It stands for part 0, so nothing of its series may be there already.
  Status read_zeros(std::uint16_t series) {
    const std::uint64_t first = std::uint64_t{series} * kParts;
    if (first < next_number_) return broken("the columns do not rise");
    next_number_ = first + kParts;
    if (!is_wanted(series)) return {};
    if (!has_room()) return broken("it has too many values");
    table_.columns.push_back({{series}, std::vector<std::int64_t>(rows_, 0)});
    return {};
  }

  [[nodiscard]] bool is_wanted(std::uint16_t series) const {
    return wanted_.empty() || std::ranges::find(wanted_, series) != wanted_.end();
  }
  [[nodiscard]] bool has_room() const { return rows_ * (table_.columns.size() + 1) <= kMaxCells; }

  Status read_values(ColumnId id, unsigned form, std::size_t present, std::string_view presence) {
    const bool by_steps = form & kDifferences;
    const unsigned width = form & kWidthMask;
    const std::int64_t first = by_steps ? reader_.signed_varint() : 0;
    const std::int64_t smallest = reader_.signed_varint();
    const std::string_view packed = reader_.bytes(packed_bytes(present - by_steps, width));
    if (reader_.failed()) return too_short();
    if (!is_wanted(id.series)) return {};
    if (!has_room()) return broken("it has too many values");
    if (!storable(first) || !within(smallest, kMaxStep)) return broken("a value is out of range");

    std::vector<std::int64_t> values;
    values.reserve(present);
    if (by_steps) values.push_back(first);
    for (std::size_t i = 0; values.size() < present; ++i) {
      const auto offset = sum_within(smallest, packed_at(packed, i, width), kMaxStep);
      if (!offset) return broken("a value is out of range");
      const std::int64_t value = by_steps ? values.back() + *offset : *offset;
      if (!storable(value)) return broken("a value is out of range");
      values.push_back(value);
    }
    if (!presence.empty()) values = with_holes(values, presence, rows_);
    table_.columns.push_back({id, std::move(values)});
    return {};
  }

  ByteReader reader_;
  std::int64_t base_;
  std::span<const std::uint16_t> wanted_;
  std::size_t rows_ = 0;
  std::uint64_t next_number_ = 0;  // the smallest that the next column may have
  HistoryTable table_;
};

}  // namespace

Result<HistoryTable> decode_table(std::string_view bytes, std::int64_t base,
                                  std::span<const std::uint16_t> wanted) {
  return TableDecoder(bytes, base, wanted).table();
}

}  // namespace mtxmon
