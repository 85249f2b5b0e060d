// What agents said last, for whoever writes to Redis and wants to know.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/store/keys.h"
#include "core/store/redis_connection.h"

namespace mtxmon {

// Hands the newest document of each host to `take`; of a host that Redis does not hold, and where
// Redis refuses to tell, nothing. An Error: the connection is of no use any more.
[[nodiscard]] Status read_hosts(
    RedisConnection& connection, const Keys& keys, const std::vector<std::string>& hosts,
    const std::function<void(const std::string& host, const std::string& latest)>& take);

}  // namespace mtxmon
