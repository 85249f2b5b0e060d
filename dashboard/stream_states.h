// What the states of streams mean for reports, by the words of core/history/series.h. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace mtxmon {

// The stream was not to be had: nobody fed it, or what fed it sent nothing. On the slate
// (`standby`) there is a picture, but not the one that people came for. `idle` is no outage: nobody
// asked.
[[nodiscard]] constexpr bool is_outage(std::string_view state) {
  constexpr std::array<std::string_view, 6> kOutages = {"stalled", "standby", "offline",
                                                        "gone",    "missing", "down"};
  for (const auto outage : kOutages) {
    if (state == outage) return true;
  }
  return false;
}

// Of what was seen within one bucket the worst stands for it: the higher, the worse. By index of
// kStateNames: live, degraded, stalled, starting, standby, idle, offline, gone, missing, unknown.
inline constexpr std::array<int, 10> kStateRanks = {2, 4, 7, 5, 6, 3, 8, 9, 10, 1};

}  // namespace mtxmon
