// ThingMap: the numbers under which Redis keeps the time series of a source's things, because names
// come from outside and are long.
//
// Owned and used by the writer's thread. What is here is in Redis, too, as a hash name → "<number>
// <time of the last sample in ms>"; whoever holds the source's lease is the only one to write it. A
// thing that was not seen for long is forgotten with all its keys; a number that is given again
// begins with no keys.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/history/tier.h"
#include "core/store/redis_connection.h"

namespace mtxmon {

struct Thing {
  std::int64_t number = 0;
  std::int64_t last_ms = 0;  // of its newest sample
  bool is_connection = false;
  bool in_redis = false;                      // its number is
  std::array<bool, kTierCount> dropped = {};  // nothing is left of that tier
  // Until when it is summed up, by tier; absent: Redis was not asked yet.
  std::array<std::optional<std::int64_t>, kTierCount> summed_ms = {};
};

class ThingMap {
 public:
  using Things = std::unordered_map<std::string, Thing>;

  Status load(RedisConnection& connection, const std::string& key);
  // The thing of that name, with a new number when it is not known.
  Thing& of(const std::string& name);
  // Null when there is none.
  [[nodiscard]] Thing* by_number(std::int64_t number);
  void erase(const std::string& name);

  [[nodiscard]] Things& all() { return things_; }
  [[nodiscard]] const Things& all() const { return things_; }

 private:
  Things things_;
  std::unordered_map<std::int64_t, Thing*> by_number_;
  std::int64_t last_number_ = 0;
};

// The value of a thing's field in the hash.
[[nodiscard]] std::string thing_text(const Thing& thing);
[[nodiscard]] std::optional<Thing> parse_thing(std::string_view text);

}  // namespace mtxmon
