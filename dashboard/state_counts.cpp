#include "dashboard/state_counts.h"

#include <algorithm>
#include <cmath>

#include "core/history/history_poll.h"
#include "core/history/series.h"

namespace mtxmon {
namespace {

constexpr const Series& kUp = series_named("up");
constexpr const Series& kState = series_named("state");

std::int64_t cell(const HistoryTable& rows, std::uint16_t series, std::size_t row) {
  const HistoryColumn* column = rows.find({series, Part::Value});
  return column == nullptr ? kAbsent : column->values[row];
}

void add(StateCounts& counts, std::string_view state, std::int64_t samples) {
  if (samples > 0) counts.emplace_back(state == "unknown" ? "" : state, samples);
}

}  // namespace

std::int64_t samples_in(const HistoryTable& rows, std::size_t row) {
  return std::max<std::int64_t>(1, cell(rows, kSamplesNumber, row));  // an absent one is below
}

StateCounts node_counts(const HistoryTable& node, std::size_t row) {
  const auto samples = samples_in(node, row);
  const auto up_share = cell(node, kUp.number, row);
  StateCounts counts;
  if (up_share == kAbsent) return counts;
  const auto up = std::llround(shown(kUp, up_share) * static_cast<double>(samples));
  add(counts, "up", up);
  add(counts, "down", samples - up);
  return counts;
}

StateCounts stream_counts(std::int64_t up_samples, std::int64_t down_samples,
                          const HistoryTable& stream, std::size_t row, std::string_view absent) {
  StateCounts counts;
  std::int64_t seen = 0;
  if (row < stream.keys.size()) {
    const auto state = cell(stream, kState.number, row);
    if (state != kAbsent) {
      const auto index = std::min(static_cast<std::size_t>(state), kStateNames.size() - 1);
      add(counts, kStateNames[index], 1);
      seen = 1;
    }
    for (std::size_t index = 0; index < kStateNames.size(); ++index) {
      const auto number = static_cast<std::uint16_t>(kStateSamplesNumber + index);
      const auto samples = std::max<std::int64_t>(0, cell(stream, number, row));
      add(counts, kStateNames[index], samples);
      seen += samples;
    }
  }
  add(counts, absent, up_samples - seen);
  add(counts, "", down_samples);
  return counts;
}

}  // namespace mtxmon
