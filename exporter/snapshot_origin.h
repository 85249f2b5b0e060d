// SnapshotOrigin: where a server runs and who asks it; the same in all its snapshots. Plain data.
#pragma once

#include <optional>
#include <string>

#include "core/model/program_info.h"

namespace mtxmon {

struct SnapshotOrigin {
  std::string host;  // of the agent on the server's machine, see agent_host(); empty: not known
  std::optional<ProgramInfo> exporter;
};

}  // namespace mtxmon
