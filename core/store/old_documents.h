// Removes latest documents that nobody writes any more: of nodes and hosts that were taken out of
// the configuration.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/redis_connection.h"

namespace mtxmon {

struct OldDocuments {
  std::string key;          // the hash
  std::string_view member;  // of the documents that tells when they were written, "polled_at"
  WallTime before;
  std::set<std::string> keep;  // fields that are left alone however old
};

// In one step of Redis, so that a document that is written again meanwhile stays. The fields that
// went; a document without the member stays.
[[nodiscard]] Result<std::vector<std::string>> remove_old_documents(RedisConnection& connection,
                                                                    const OldDocuments& old);

}  // namespace mtxmon
