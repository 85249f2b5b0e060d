// The version of the Redis contract, kept in the key `mediamtx:format`. Pure.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/store/redis_address.h"

namespace mtxmon {

// The version that this build writes and the newest it can read; a database with a newer one is
// left alone.
inline constexpr int kRedisFormat = 2;

// Can this build work with a database at `address` that says `held`?
[[nodiscard]] Status check_format(std::string_view held, const RedisAddress& address);

}  // namespace mtxmon
