// DiscardWatch: what the server has skipped for one reader of late, because it was too slow. Pure
// state.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/base/clock.h"
#include "core/model/connection.h"

namespace mtxmon {

class DiscardWatch {
 public:
  static constexpr std::chrono::seconds kOfLate{10};

  // Packets or frames since the skipping began, 0 when there was none for kOfLate.
  std::uint64_t update(const Connection& reader, SteadyTime at);

 private:
  std::optional<std::uint64_t> discarded_;
  std::uint64_t of_late_ = 0;
  SteadyTime at_;
};

}  // namespace mtxmon
