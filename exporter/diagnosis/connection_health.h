// What is wrong with one connection, by the figures of its last seconds. Pure functions.
//
// docs/DIAGNOSIS.md says for each reason on which fields it rests, where its threshold comes from
// and what it can be mistaken for.
#pragma once

#include <chrono>
#include <vector>

#include "core/model/connection.h"
#include "exporter/health_rules.h"

namespace mtxmon {

// How long the connection has been watched: figures of a window that reaches back into its first
// seconds are not graded, because losses crowd there.
using WatchedFor = std::chrono::milliseconds;

// Of a publisher; a reason belongs to the stream that it feeds.
[[nodiscard]] std::vector<Reason> grade_publisher(const Connection& publisher,
                                                  const HealthRules& rules, WatchedFor watched);

// Of a reader, by its figures alone: loss, latency. `discarded`: packets or frames that the server
// skipped for it in the last 10 s.
[[nodiscard]] std::vector<Reason> grade_reader(const Connection& reader, const HealthRules& rules,
                                               WatchedFor watched, std::uint64_t discarded);

}  // namespace mtxmon
