// PollRhythm: how often a node or host is polled, and how long one sample may have to hold. Pure.
#pragma once

#include <cstdint>

#include "dashboard/state.h"
#include "dashboard/subject.h"

namespace mtxmon {

struct PollRhythm {
  std::int64_t interval_ms = 2000;
  std::int64_t timeout_ms = 5000;  // of one poll, which may hang; a host has none

  // How long a sample holds at the most: one that is missing is jitter, and so is the time in which
  // a poll may be waiting for a server that hangs, as in docs/REDIS.md. Samples are usually
  // `usual_ms` apart; 0: as the interval says.
  [[nodiscard]] std::int64_t longest_hold_ms(std::int64_t usual_ms) const;
};

// Of the node or host of the subject; the default one when nobody is known to poll.
[[nodiscard]] PollRhythm rhythm_of(const State& state, const Subject& subject);

}  // namespace mtxmon
