// Before the first write: is this database ours to write?
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/store/redis_address.h"
#include "core/store/redis_connection.h"

namespace mtxmon {

// Writes our format's version into `key` when there is none or an older one; refuses a database
// whose format is newer. An error of Redis is passed on as it is.
Status claim_database(RedisConnection& connection, const std::string& key,
                      const RedisAddress& address);

}  // namespace mtxmon
