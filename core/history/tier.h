// Tiers of the history: the samples as they were polled, and sums of them over 10 s and 60 s that
// are kept longer.
//
// All times are wall time in ms. A chunk covers one window of its tier, aligned to the epoch, so
// that whoever folds the same samples again makes the same chunk.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mtxmon {

enum class Tier : std::uint8_t { Samples, TenSeconds, Minutes };
inline constexpr std::size_t kTierCount = 3;
inline constexpr std::array<Tier, kTierCount> kTiers = {Tier::Samples, Tier::TenSeconds,
                                                        Tier::Minutes};

struct TierForm {
  std::string_view name;   // in keys and answers
  std::int64_t step_ms;    // of the rows; 0: as polled
  std::int64_t window_ms;  // of one chunk
};

[[nodiscard]] constexpr TierForm form_of(Tier tier) {
  switch (tier) {
    case Tier::Samples:
      return {"samples", 0, 30'000};
    case Tier::TenSeconds:
      return {"10s", 10'000, 300'000};
    case Tier::Minutes:
      return {"60s", 60'000, 3'600'000};
  }
  return {};
}

inline constexpr std::int64_t kSamplesWindowMs = form_of(Tier::Samples).window_ms;

// The last multiple of the step that is not later.
[[nodiscard]] constexpr std::int64_t floor_to(std::int64_t time_ms, std::int64_t step_ms) {
  return time_ms - (time_ms % step_ms + step_ms) % step_ms;
}

// The start of the window of `tier` that `time_ms` is in.
[[nodiscard]] constexpr std::int64_t window_start(Tier tier, std::int64_t time_ms) {
  return floor_to(time_ms, form_of(tier).window_ms);
}

// What has to be there of a tier so that the next slower one can be made from it: its window, the
// turns in which that happens, and some more.
inline constexpr std::chrono::milliseconds kSamplesForSums{std::chrono::minutes(15)};
inline constexpr std::chrono::milliseconds kTenSecondsForSums{std::chrono::minutes(130)};

// How long each tier is kept; 0: it is off.
struct TierRetention {
  std::chrono::milliseconds samples{std::chrono::hours(1)};
  std::chrono::milliseconds ten_seconds{std::chrono::hours(24)};
  std::chrono::milliseconds minutes{std::chrono::hours(24 * 7)};

  // How much of a tier must not be given up, because the next slower one is made from it.
  [[nodiscard]] constexpr std::chrono::milliseconds least_of(Tier tier) const {
    using std::chrono::milliseconds;
    switch (tier) {
      case Tier::Samples:
        return ten_seconds.count() > 0 || minutes.count() > 0 ? kSamplesForSums
                                                              : milliseconds(60'000);
      case Tier::TenSeconds:
        return minutes.count() > 0 ? kTenSecondsForSums : milliseconds(0);
      case Tier::Minutes:
        break;
    }
    return milliseconds(0);
  }
  // What is kept of a tier in fact: one that is off or shorter still lives as long as it must.
  [[nodiscard]] constexpr std::chrono::milliseconds of(Tier tier) const {
    switch (tier) {
      case Tier::Samples:
        return std::max(samples, least_of(tier));
      case Tier::TenSeconds:
        return std::max(ten_seconds, least_of(tier));
      case Tier::Minutes:
        break;
    }
    return minutes;
  }
  [[nodiscard]] constexpr std::chrono::milliseconds longest() const {
    return std::max({of(Tier::Samples), of(Tier::TenSeconds), of(Tier::Minutes)});
  }
};

}  // namespace mtxmon
