// Where a Redis is and how to sign on, parsed from --redis.url. Pure value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/settings.h"

namespace mtxmon {

struct RedisAddress {
  std::string host;         // empty when socket_path is set
  std::uint16_t port = 0;   // 0 when socket_path is set
  std::string socket_path;  // unix:///run/redis.sock
  int database = 0;
  std::string user;      // ACL user; empty = "default"
  std::string password;  // never printed

  // For people and logs: the address without user and password.
  [[nodiscard]] std::string display() const;
};

// redis://[user:pass@]host[:port][/db] and unix:///path[?db=N]. rediss:// and redis+sentinel:// are
// refused with a text that says what to do instead. User and password are percent-decoded.
[[nodiscard]] Result<RedisAddress> parse_redis_url(std::string_view url);

// The address that --redis.url and --redis.password-file describe; an error names where the URL
// came from.
[[nodiscard]] Result<RedisAddress> redis_address_of(const Settings& settings);

}  // namespace mtxmon
