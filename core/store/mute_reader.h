// MuteReader: the mutes that Redis holds, for the exporter, which marks problems with them. Owned
// and used by the writer's thread; one per connection.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/keys.h"
#include "core/store/redis_connection.h"

namespace mtxmon {

class MuteReader {
 public:
  using Take = std::function<void(std::vector<std::string> mutes)>;

  // Hands the mutes on, as JSON texts, when they are other ones than before, and now and then
  // removes those whose time is over. Where Redis refuses to tell, nothing. An Error: the
  // connection is of no use any more.
  Status read(RedisConnection& connection, const Keys& keys, const Take& take);

 private:
  std::optional<std::vector<std::string>> known_;
  SteadyTime next_removal_;
};

}  // namespace mtxmon
