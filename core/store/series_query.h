// SeriesQuery: which time series of which thing, when, how fine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/history/tier.h"
#include "core/store/keys.h"

namespace mtxmon {

struct SeriesQuery {
  SourceKind kind = SourceKind::Node;
  std::string source;  // node or host
  std::string thing;   // of core/history/thing.h
  Tier tier = Tier::Samples;
  WallTime from = {}, to = {};             // both included
  std::vector<std::uint16_t> series = {};  // their numbers; empty: all
  // Not 0: the rows are summed up (core/history/aggregate.h) into buckets of this width, a multiple
  // of the tier's step; cheaper than to sum up a month of rows after they were read.
  std::int64_t sum_ms = 0;
};

}  // namespace mtxmon
