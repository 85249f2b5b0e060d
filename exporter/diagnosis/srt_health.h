// What is wrong with an SRT connection: its latency against its round trip, what is lost on the way
// and what for good. Pure functions.
#pragma once

#include <vector>

#include "core/model/connection.h"
#include "exporter/health_rules.h"

namespace mtxmon {

// `settled`: the ratios' window lies behind the connection's first seconds.
[[nodiscard]] std::vector<Reason> grade_srt_publisher(const Connection& publisher,
                                                      const HealthRules& rules, bool settled);
[[nodiscard]] std::vector<Reason> grade_srt_reader(const Connection& reader,
                                                   const HealthRules& rules, bool settled);

// The latency that repair needs at this loss: 3 round trips up to 1 % of loss on the way, 4 up to
// 3 %, 5 up to 7 %, 6 above (SRT Deployment Guide), and never less than the guide's minimum.
[[nodiscard]] int needed_round_trips(double link_loss_ratio);
[[nodiscard]] double recommended_latency_seconds(double rtt_seconds, double link_loss_ratio);

}  // namespace mtxmon
