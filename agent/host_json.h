// HostSample → JSON: the document of hosts:latest, the notice on updates and the history sample
// (docs/REDIS.md). Pure.
#pragma once

#include <string>

#include "agent/host_sample.h"
#include "core/store/redis_writer.h"

namespace mtxmon {

[[nodiscard]] std::string host_json(const HostSample& sample);

// All of it, ready for RedisWriter::submit().
[[nodiscard]] SourceWrite host_write(const HostSample& sample);

}  // namespace mtxmon
