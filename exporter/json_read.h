// Reading single values of MediaMTX' JSON with simdjson: tolerant of what a future version may
// send. Pure.
//
// A value of another type or size than expected leaves the target as it was (absent) and is no
// error; only JSON that is broken is. Every function returns simdjson's error code, SUCCESS (false)
// when all is well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "core/base/clock.h"

namespace mtxmon {

// Ids and addresses longer than this are cut: they are shown, not used.
inline constexpr std::size_t kMaxText = 256;

// A figure of another type or size than this version of us expects is absent; it never costs the
// whole list.
[[nodiscard]] simdjson::error_code unless_foreign(simdjson::error_code code);

// Cut to `limit` bytes between two characters; empty for null.
[[nodiscard]] simdjson::error_code read_text(simdjson::ondemand::value value, std::string& out,
                                             std::size_t limit = kMaxText);
[[nodiscard]] simdjson::error_code read_time(simdjson::ondemand::value value,
                                             std::optional<WallTime>& out);
[[nodiscard]] simdjson::error_code read_bool(simdjson::ondemand::value value,
                                             std::optional<bool>& out);
[[nodiscard]] simdjson::error_code read_count(simdjson::ondemand::value value,
                                              std::optional<std::uint64_t>& out);
// A size or rate of which 0 means "not seen yet".
[[nodiscard]] simdjson::error_code read_small(simdjson::ondemand::value value,
                                              std::optional<std::uint32_t>& out);
// A text, or a number as text: "level" is "4.1" for H264 and 9 for AV1.
[[nodiscard]] simdjson::error_code read_label(simdjson::ondemand::value value, std::string& out);

// Calls visit(key, value) for each member of an object; null and other types have none.
template <typename Visit>
simdjson::error_code for_each_member(simdjson::ondemand::value value, Visit visit) {
  simdjson::ondemand::json_type type{};
  if (const auto failed = value.type().get(type)) return failed;
  if (type != simdjson::ondemand::json_type::object) return simdjson::SUCCESS;
  simdjson::ondemand::object object;
  if (const auto failed = value.get_object().get(object)) return failed;
  for (auto member : object) {
    simdjson::ondemand::field field;
    if (const auto failed = std::move(member).get(field)) return failed;
    std::string_view key;
    if (const auto failed = field.unescaped_key().get(key)) return failed;
    if (const simdjson::error_code code = visit(key, field.value())) return code;
  }
  return simdjson::SUCCESS;
}

template <typename Visit>
simdjson::error_code for_each_item(simdjson::ondemand::value value, Visit visit) {
  simdjson::ondemand::json_type type{};
  if (const auto failed = value.type().get(type)) return failed;
  if (type != simdjson::ondemand::json_type::array) return simdjson::SUCCESS;
  simdjson::ondemand::array array;
  if (const auto failed = value.get_array().get(array)) return failed;
  for (auto item : array) {
    simdjson::ondemand::value one;
    if (const auto failed = std::move(item).get(one)) return failed;
    if (const simdjson::error_code code = visit(one)) return code;
  }
  return simdjson::SUCCESS;
}

}  // namespace mtxmon
