#include "core/store/database_claim.h"

#include <spdlog/spdlog.h>

#include "core/base/log.h"
#include "core/store/format.h"

namespace mtxmon {

Status claim_database(RedisConnection& connection, const std::string& key,
                      const RedisAddress& address) {
  auto held = connection.command({"GET", key});
  if (!held) return std::move(held).error();
  const auto ours = std::to_string(kRedisFormat);
  if (held->type == RedisReply::Type::Nil) {
    auto set = connection.command({"SET", key, ours, "NX"});
    return set ? Status() : std::move(set).error();
  }
  if (Status known = check_format(held->text, address); !known) return known;
  if (held->text == ours) return {};
  auto set = connection.command({"SET", key, ours});
  if (!set) return std::move(set).error();
  spdlog::info("the data in Redis was of format {} and is {} now: charts begin anew",
               printable(held->text, 20), ours);
  return {};
}

}  // namespace mtxmon
