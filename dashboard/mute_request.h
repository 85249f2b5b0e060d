// What somebody who mutes a problem sends. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/model/mute.h"
#include "dashboard/state.h"

namespace mtxmon {

struct MuteRequest {
  Mute mute;
  // The problem is named by its key, and what it is must be looked up.
  bool by_key = false;
};

// The error names the member and what it may be.
[[nodiscard]] Result<MuteRequest> parse_mute_request(std::string_view body, WallTime now);

// Fills in what the problem with the mute's key is, from the newest state. False: nobody knows it.
[[nodiscard]] bool describe_problem(const State& state, Mute& mute);

}  // namespace mtxmon
