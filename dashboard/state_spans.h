// What was when: rows of time series become spans of time with one state each. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/history/table.h"
#include "core/history/tier.h"
#include "dashboard/poll_rhythm.h"

namespace mtxmon {

struct StateSpan {
  std::int64_t from_ms = 0, to_ms = 0;
  std::string_view state;  // a word of kStateNames; of a node "up" or "down"; empty: nobody knows

  friend bool operator==(const StateSpan&, const StateSpan&) = default;
};

// The rows that one tier has of a part of the time. They may begin before and end after the part.
struct HistoryPart {
  Tier tier = Tier::Samples;
  std::int64_t from_ms = 0, to_ms = 0;
  HistoryTable node;    // `up` and counts of samples
  HistoryTable stream;  // `state` and counts of it
};

// Spans without a hole from the start of the first part to the end of the last; parts ascend and
// touch. Neighbours differ in their state.
//
// A sample holds until the next, but not longer than the rhythm allows; then nobody knows. Of a sum
// the order within its bucket is not known: what was before goes on first, what is after comes
// last. While the node answers and has no sample of the stream, that is `gone` if it was seen
// before (`seen`: before the first part, too), else nobody knows of it. While the node does not
// answer nobody knows.
[[nodiscard]] std::vector<StateSpan> stream_spans(std::span<const HistoryPart> parts, bool seen,
                                                  const PollRhythm& rhythm);
[[nodiscard]] std::vector<StateSpan> node_spans(std::span<const HistoryPart> parts,
                                                const PollRhythm& rhythm);

}  // namespace mtxmon
