#include "core/store/latest_hosts.h"

#include <utility>

namespace mtxmon {

Status read_hosts(
    RedisConnection& connection, const Keys& keys, const std::vector<std::string>& hosts,
    const std::function<void(const std::string& host, const std::string& latest)>& take) {
  const std::string key = keys.hosts_latest();
  for (const std::string& host : hosts) {
    if (Status sent = connection.append({"HGET", key, host}); !sent) return sent;
  }
  for (const std::string& host : hosts) {
    const auto reply = connection.next_reply();
    if (!reply) return reply.error();
    if (reply->type == RedisReply::Type::Text) take(host, reply->text);
  }
  return {};
}

}  // namespace mtxmon
