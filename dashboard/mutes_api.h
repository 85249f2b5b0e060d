// MutesApi: which problems are muted, and muting and unmuting them. What it writes, the exporters
// read at their next poll and mark in their problems.
//
// Thread-safe: called by web workers, many at once.
#pragma once

#include <utility>

#include "core/base/clock.h"
#include "core/store/store.h"
#include "core/web/http_types.h"
#include "dashboard/newest_state.h"

namespace mtxmon {

class MutesApi {
 public:
  // Beyond so many they are no exceptions any more.
  static constexpr std::size_t kMostMutes = 200;

  MutesApi(Store& store, NewestState newest, const Clock& clock)
      : store_(store), newest_(std::move(newest)), clock_(clock) {}

  [[nodiscard]] Response list(const Request& request) const;
  // POST mutes, or changes a mute of the same; DELETE ends the one with the parameter id.
  [[nodiscard]] Response change(const Request& request) const;

 private:
  [[nodiscard]] Response mute(const Request& request) const;
  [[nodiscard]] Response unmute(const Request& request) const;

  Store& store_;
  const NewestState newest_;
  const Clock& clock_;
};

}  // namespace mtxmon
