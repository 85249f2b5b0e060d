#include "dashboard/row_hold.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "dashboard/state_counts.h"

namespace mtxmon {
namespace {

constexpr std::size_t kFewRows = 3;  // do not tell what is usual

std::int64_t median(std::vector<std::int64_t>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

bool is_rare(const HistoryTable& rows, std::int64_t step_ms, const PollRhythm& rhythm) {
  if (rows.keys.size() < kFewRows) return rhythm.interval_ms >= step_ms;
  std::vector<std::int64_t> samples;
  samples.reserve(rows.keys.size());
  for (std::size_t row = 0; row < rows.keys.size(); ++row) samples.push_back(samples_in(rows, row));
  return median(samples) <= 1;
}

}  // namespace

std::int64_t usual_distance(std::span<const std::int64_t> keys) {
  if (keys.size() < kFewRows) return 0;
  std::vector<std::int64_t> distances;
  distances.reserve(keys.size() - 1);
  for (std::size_t i = 1; i < keys.size(); ++i) distances.push_back(keys[i] - keys[i - 1]);
  return median(distances);
}

std::optional<std::int64_t> longest_hold_of_sum(const HistoryTable& rows, std::int64_t step_ms,
                                                const PollRhythm& rhythm) {
  if (!is_rare(rows, step_ms, rhythm)) return {};
  return std::max(step_ms * 5 / 2, rhythm.longest_hold_ms(usual_distance(rows.keys)));
}

}  // namespace mtxmon
