// What MediaMtxClient remembers of a server's API from poll to poll. Plain data.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/schema/schema.h"
#include "exporter/poll_result.h"

namespace mtxmon {

struct ListMemory {
  std::optional<SteadyTime> rest_until;  // off or hung: not asked before
  Endpoint endpoint;                     // as it was answered last
};

struct ApiMemory {
  std::string prefix = "/v3";  // "/v2" up to v1.1
  bool new_routes = false;     // the last list that answered was called as since v1.21
  ListMemory info;
  std::array<ListMemory, kLists.size()> lists;
  ServerInfo server;
  std::optional<SteadyTime> refused_until;  // after a 401
  std::string refusal;
  // When these are asked for again; nothing: at the next poll.
  std::optional<SteadyTime> configs_due, recordings_due, forwards_due, sources_due, settings_due;
  bool has_sources = false;  // the route of static sources has answered
  std::map<std::string, PathConfig, std::less<>> configs;  // by name

  // The server is another one, or back after an outage: everything may have changed.
  void ask_everything_again() {
    info.rest_until.reset();
    for (ListMemory& list : lists) list.rest_until.reset();
    configs_due.reset();
    recordings_due.reset();
    forwards_due.reset();
    sources_due.reset();
    settings_due.reset();
    has_sources = false;
  }
};

[[nodiscard]] inline bool is_due(const std::optional<SteadyTime>& at, SteadyTime now) {
  return !at || *at <= now;
}

}  // namespace mtxmon
