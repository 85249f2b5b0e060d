#include "dashboard/state_spans.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>

#include "dashboard/row_hold.h"
#include "dashboard/state_counts.h"

namespace mtxmon {
namespace {

// Spans one after the other; what is left out between two nobody knows.
class SpanList {
 public:
  explicit SpanList(std::int64_t begin_ms) : end_ms_(begin_ms) {}

  void add(std::int64_t from_ms, std::int64_t to_ms, std::string_view state) {
    if (to_ms <= from_ms) return;
    if (end_ms_ < from_ms) append(from_ms, "");
    append(to_ms, state);
  }
  [[nodiscard]] std::string_view last() const { return spans_.empty() ? "" : spans_.back().state; }
  std::vector<StateSpan> finish(std::int64_t end_ms) {
    if (end_ms_ < end_ms) append(end_ms, "");
    return std::move(spans_);
  }

 private:
  void append(std::int64_t to_ms, std::string_view state) {
    if (!spans_.empty() && spans_.back().state == state) {
      spans_.back().to_ms = to_ms;
    } else {
      spans_.push_back({end_ms_, to_ms, state});
    }
    end_ms_ = to_ms;
  }

  std::int64_t end_ms_;
  std::vector<StateSpan> spans_;
};

// The time that a row stands for.
struct Extent {
  std::int64_t from_ms, to_ms;
};

Extent extent_until_next(const HistoryTable& node, std::size_t row, std::int64_t longest_ms) {
  const auto begin = node.keys[row];
  const auto end = begin + longest_ms;
  return {begin, row + 1 < node.keys.size() ? std::min(end, node.keys[row + 1]) : end};
}

std::int64_t down_samples(const HistoryTable& node, std::size_t row) {
  std::int64_t down = 0;
  for (const auto& [state, samples] : node_counts(node, row)) down += state == "down" ? samples : 0;
  return down;
}

// A bucket with fewer samples than its neighbours was not watched for all of its time, unless the
// server hung: such a poll stands for its time limit, too, and may reach into the next bucket.
Extent extent_of_bucket(const HistoryTable& node, std::size_t row, std::int64_t step_ms,
                        const PollRhythm& rhythm) {
  const auto begin = node.keys[row];
  const auto samples = samples_in(node, row);
  const bool has_before = row > 0 && node.keys[row - 1] == begin - step_ms;
  const bool has_after = row + 1 < node.keys.size() && node.keys[row + 1] == begin + step_ms;
  auto expected = samples;
  if (has_before) expected = std::max(expected, samples_in(node, row - 1));
  if (has_after) expected = std::max(expected, samples_in(node, row + 1));
  if (samples + 1 >= expected) return {begin, begin + step_ms};
  auto hung = down_samples(node, row);
  if (has_before && down_samples(node, row - 1) > 0) ++hung;
  const auto watched = std::min(step_ms, step_ms * samples / expected + hung * rhythm.timeout_ms);
  if (has_after && !has_before) return {begin + step_ms - watched, begin + step_ms};
  return {begin, begin + watched};
}

// The states of a row in the order in which they may have been.
void put_in_order(StateCounts& counts, std::string_view before, const StateCounts& after) {
  std::stable_partition(counts.begin(), counts.end(),
                        [&](const auto& one) { return one.first == before; });
  if (after.size() != 1) return;
  const auto rest = counts.begin() + (!counts.empty() && counts.front().first == before ? 1 : 0);
  std::stable_partition(rest, counts.end(),
                        [&](const auto& one) { return one.first != after.front().first; });
}

using CountsOf = std::function<StateCounts(std::size_t row)>;  // of a row of the node

void add_part(SpanList& spans, const HistoryPart& part, const PollRhythm& rhythm,
              const CountsOf& counts_of) {
  const HistoryTable& node = part.node;
  const auto step_ms = form_of(part.tier).step_ms;
  const auto longest_ms = step_ms == 0 ? rhythm.longest_hold_ms(usual_distance(node.keys))
                                       : longest_hold_of_sum(node, step_ms, rhythm);
  std::optional<StateCounts> next;
  for (std::size_t row = 0; row < node.keys.size(); ++row) {
    StateCounts counts = next ? std::move(*next) : counts_of(row);
    next.reset();
    if (row + 1 < node.keys.size()) next = counts_of(row + 1);
    std::int64_t all = 0;
    for (const auto& [state, samples] : counts) all += samples;
    if (all == 0) continue;
    put_in_order(counts, spans.last(), next.value_or(StateCounts()));
    const auto [from_ms, to_ms] = longest_ms ? extent_until_next(node, row, *longest_ms)
                                             : extent_of_bucket(node, row, step_ms, rhythm);
    std::int64_t done = 0;
    for (const auto& [state, samples] : counts) {
      const auto begin = from_ms + (to_ms - from_ms) * done / all;
      done += samples;
      const auto end = from_ms + (to_ms - from_ms) * done / all;
      spans.add(std::max(begin, part.from_ms), std::min(end, part.to_ms), state);
    }
  }
}

// What the rows of a part say of the stream; asked for row by row.
class StreamCounts {
 public:
  StreamCounts(const HistoryPart& part, bool& seen) : part_(part), seen_(seen) {}

  StateCounts of(std::size_t row) {
    const HistoryTable& stream = part_.stream;
    const auto key = part_.node.keys[row];
    while (at_ < stream.keys.size() && stream.keys[at_] < key) ++at_;
    const bool is_there = at_ < stream.keys.size() && stream.keys[at_] == key;
    std::int64_t up = 0, down = 0;
    for (const auto& [state, samples] : node_counts(part_.node, row))
      (state == "up" ? up : down) += samples;
    const std::string_view absent = seen_ ? "gone" : "";
    seen_ = seen_ || is_there;
    return stream_counts(up, down, stream, is_there ? at_ : stream.keys.size(), absent);
  }

 private:
  const HistoryPart& part_;
  bool& seen_;
  std::size_t at_ = 0;  // row of the stream
};

}  // namespace

std::vector<StateSpan> stream_spans(std::span<const HistoryPart> parts, bool seen,
                                    const PollRhythm& rhythm) {
  if (parts.empty()) return {};
  SpanList spans(parts.front().from_ms);
  for (const HistoryPart& part : parts) {
    StreamCounts counts(part, seen);
    add_part(spans, part, rhythm, [&](std::size_t row) { return counts.of(row); });
  }
  return spans.finish(parts.back().to_ms);
}

std::vector<StateSpan> node_spans(std::span<const HistoryPart> parts, const PollRhythm& rhythm) {
  if (parts.empty()) return {};
  SpanList spans(parts.front().from_ms);
  for (const HistoryPart& part : parts)
    add_part(spans, part, rhythm, [&](std::size_t row) { return node_counts(part.node, row); });
  return spans.finish(parts.back().to_ms);
}

}  // namespace mtxmon
