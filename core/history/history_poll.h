// HistoryPoll: what one poll adds to the time series of its source, small enough to be kept for
// minutes while Redis is away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/clock.h"
#include "core/history/series.h"

namespace mtxmon {

struct HistoryPoll {
  WallTime time;
  // Names of thing.h, each once. Shared, because one poll mostly sees the same things as the next.
  std::shared_ptr<const std::vector<std::string>> things;
  std::string table;  // encoded: the row with key i is of things[i]

  [[nodiscard]] std::size_t size() const { return things ? things->size() : 0; }
};

// A series of the program's own by its name; an unknown one does not compile.
consteval const Series& series_named(std::string_view name) {
  for (const Series& series : kSeries) {
    if (series.name == name) return series;
  }
  throw "no series has this name";
}

// Collects a poll thing by thing. Values that are absent, not finite or too large leave no trace; a
// thing without any has no row.
class HistoryPollBuilder {
 public:
  void begin(std::string thing);
  void set(const Series& series, double value) { set_stored(series, stored(series, value)); }
  // Integers stay exact where the series keeps whole units.
  void set(const Series& series, std::uint64_t value) {
    if (series.scale != 1) return set(series, static_cast<double>(value));
    const bool fits = value <= static_cast<std::uint64_t>(kMaxStored);
    set_stored(series, fits ? static_cast<std::int64_t>(value) : kAbsent);
  }
  template <typename Value>
  void set(const Series& series, const std::optional<Value>& value) {
    using Widest = std::conditional_t<std::is_integral_v<Value>, std::uint64_t, double>;
    if (value) set(series, static_cast<Widest>(*value));
  }
  // Empties the builder.
  [[nodiscard]] HistoryPoll finish(WallTime time);

 private:
  void set_stored(const Series& series, std::int64_t value);

  std::vector<std::string> things_;
  std::vector<std::vector<std::int64_t>> columns_;  // by number of the series
  bool has_value_ = false;                          // of the thing that was begun last
};

}  // namespace mtxmon
