#include "tests/unit/core/history/random_table.h"

#include <algorithm>
#include <random>

namespace mtxmon {
namespace {

class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  HistoryTable table() {
    HistoryTable made;
    const auto rows = static_cast<std::size_t>(one_of({1, 2, 15, between(1, 60)}));
    const std::int64_t jitter = one_of({0, 3, 1'000, 100'000'000});
    std::int64_t key = kBase + between(-10'000, 10'000);
    for (std::size_t row = 0; row < rows; ++row) {
      made.keys.push_back(key);
      key += 2'000 + between(-std::min<std::int64_t>(jitter, 1'999), jitter);
    }
    std::uint16_t series = 0;
    for (std::int64_t columns = between(0, 12); columns > 0; --columns) {
      series = static_cast<std::uint16_t>(series + one_of({1, 1, 1, 40, 5'000}));
      for (const Part part : {Part::Value, Part::BelowMean, Part::AboveMean}) {
        if (part != Part::Value && between(0, 3) != 0) continue;
        made.columns.push_back({{series, part}, column(rows)});
      }
    }
    return made;
  }

 private:
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
  }
  std::int64_t one_of(std::initializer_list<std::int64_t> choice) {
    return *(choice.begin() + between(0, static_cast<std::int64_t>(choice.size()) - 1));
  }

  std::int64_t next_value(std::int64_t kind, std::int64_t last) {
    switch (kind) {
      case 0:  // constant
        return last;
      case 1:  // noise
        return 4'000'000 + between(-400'000, 400'000);
      case 2:  // a counter that begins anew now and then
        return between(0, 9) == 0 ? 0 : std::min(last, kMaxStored / 2) + between(0, 1'000'000);
      case 3:  // steps
        return between(0, 4) == 0 ? between(-5, 5) : last;
      case 4:  // anything
        return between(-kMaxStored, kMaxStored);
      default:
        return one_of({-kMaxStored, kMaxStored, 0, -1});
    }
  }

  std::vector<std::int64_t> column(std::size_t rows) {
    std::vector<std::int64_t> values;
    const std::int64_t kind = between(0, 5);
    const std::int64_t holes_in_ten = one_of({0, 0, 1, 9});
    std::int64_t last = one_of({0, 1, -7, 123'456'789, kMaxStored, -kMaxStored});
    for (std::size_t row = 0; row < rows; ++row) {
      last = next_value(kind, last);
      values.push_back(between(0, 9) < holes_in_ten ? kAbsent : last);
    }
    const bool all_absent =
        std::ranges::all_of(values, [](auto value) { return value == kAbsent; });
    if (all_absent) values[static_cast<std::size_t>(between(1, std::ssize(values))) - 1] = last;
    return values;
  }

  std::mt19937 random_;
};

}  // namespace

HistoryTable random_table(std::uint32_t seed) { return Maker(seed).table(); }

}  // namespace mtxmon
