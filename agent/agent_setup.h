// What the agent makes of its settings before it starts. Errors name the flag to change.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/proc_root.h"
#include "core/base/result.h"
#include "core/base/settings.h"
#include "core/store/redis_address.h"

namespace mtxmon {

struct AgentSetup {
  ProcRoot root;
  std::string host;
  std::vector<std::string> mounts;  // absolute, in their shortest form, each once
  RedisAddress redis;
};

[[nodiscard]] Result<AgentSetup> make_agent_setup(const Settings& settings);

// The name under which this host is shown: label, hash field and part of Redis keys.
// `configured` (--host.name) when there is one; else the name in the host's etc/hostname where we
// run in a container, whose own name says nothing; else gethostname(2). [A-Za-z0-9._-]{1,253}.
[[nodiscard]] Result<std::string> choose_host_name(std::string_view configured,
                                                   const ProcRoot& root);

[[nodiscard]] Result<std::vector<std::string>> parse_mount_list(
    const std::vector<std::string>& configured);

}  // namespace mtxmon
