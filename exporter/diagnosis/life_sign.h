// LifeSign: does a reader still receive what the server goes on sending to it? Pure state.
//
// Each protocol shows it by another figure (life_rule): what the reader sends back, or, where
// nothing comes back, that the server gets rid of its bytes. A reader is silent when that figure
// stands still for much longer than it usually does with this very reader, counted only while media
// is due. There is no guess before the figure has moved a few times.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/clock.h"
#include "core/model/connection.h"

namespace mtxmon {

struct LifeRule {
  std::optional<std::uint64_t> figure;  // of this poll; nothing: the release does not send it
  std::chrono::milliseconds at_least;   // standing still for less is never silence
  unsigned evidence;                    // so often it must have moved before
};
// Nothing for a connection whose protocol shows nothing.
[[nodiscard]] std::optional<LifeRule> life_rule(const Connection& reader);

class LifeSign {
 public:
  // `due`: the stream grew since the last poll, so there was something to send.
  void update(const LifeRule& rule, bool due, SteadyTime at, WallTime wall);
  // The last time the figure moved; nothing while the reader is there.
  [[nodiscard]] std::optional<WallTime> silent_since() const { return silent_since_; }
  // The figure stood still in the last poll: what else this reader shows may come from that.
  [[nodiscard]] bool in_doubt() const { return still_.count() > 0; }

 private:
  // Silent is what lasts this many times the longest pause of late.
  static constexpr int kPauses = 3;
  static constexpr std::size_t kRemembered = 8;

  [[nodiscard]] std::chrono::milliseconds longest_pause() const;

  std::optional<std::uint64_t> figure_;
  SteadyTime at_;
  WallTime moved_at_;
  std::chrono::milliseconds still_{0};  // for so long, while media was due
  std::array<std::chrono::milliseconds, kRemembered> pauses_{};
  unsigned moves_ = 0;
  std::optional<WallTime> silent_since_;
};

}  // namespace mtxmon
