// Answers that several handlers give: JSON or CSV that is read from Redis on request, with a tag by
// which a client asks whether it changed. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/web/http_types.h"
#include "dashboard/state.h"

namespace mtxmon {

enum class AnswerForm : std::uint8_t { Json, Csv };

// By format=json or format=csv, else by Accept; JSON when neither says anything. An error names the
// parameter and what it may be.
[[nodiscard]] Result<AnswerForm> answer_form(const Request& request);

// With ETag: core/web answers a matching If-None-Match with 304.
[[nodiscard]] Response json_answer(std::string json);
// 503 of a dashboard that knows nothing because it has not seen Redis.
[[nodiscard]] Response no_redis_answer(const RedisHealth& redis);
// As a file to save. `name` may be anything; of it stay letters, digits, dots and hyphens.
[[nodiscard]] Response csv_answer(std::string csv, std::string_view name);

}  // namespace mtxmon
