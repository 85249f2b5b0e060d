#include "exporter/json_read.h"

#include <fmt/format.h>

#include "core/base/time_text.h"
#include "core/base/utf8.h"

namespace mtxmon {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

error_code unless_foreign(error_code code) {
  const bool foreign = code == simdjson::INCORRECT_TYPE || code == simdjson::NUMBER_ERROR ||
                       code == simdjson::NUMBER_OUT_OF_RANGE;
  return foreign ? simdjson::SUCCESS : code;
}

error_code read_text(ondemand::value value, std::string& out, std::size_t limit) {
  ondemand::json_type type{};
  if (const auto failed = value.type().get(type)) return failed;
  if (type != ondemand::json_type::string) {
    out.clear();
    return simdjson::SUCCESS;
  }
  std::string_view text;
  if (const auto failed = value.get_string().get(text)) return failed;
  out.assign(utf8_prefix(text, limit));
  return simdjson::SUCCESS;
}

error_code read_time(ondemand::value value, std::optional<WallTime>& out) {
  ondemand::json_type type{};
  if (const auto failed = value.type().get(type)) return failed;
  out.reset();
  if (type != ondemand::json_type::string) return simdjson::SUCCESS;
  std::string_view text;
  if (const auto failed = value.get_string().get(text)) return failed;
  out = parse_rfc3339(text);
  return simdjson::SUCCESS;
}

error_code read_bool(ondemand::value value, std::optional<bool>& out) {
  bool flag = false;
  if (const auto failed = value.get_bool().get(flag)) return unless_foreign(failed);
  out = flag;
  return simdjson::SUCCESS;
}

error_code read_count(ondemand::value value, std::optional<std::uint64_t>& out) {
  std::uint64_t number = 0;
  if (const auto failed = value.get_uint64().get(number)) return unless_foreign(failed);
  out = number;
  return simdjson::SUCCESS;
}

error_code read_small(ondemand::value value, std::optional<std::uint32_t>& out) {
  std::uint64_t number = 0;
  if (const auto failed = value.get_uint64().get(number)) return unless_foreign(failed);
  if (number != 0 && number <= UINT32_MAX) out = static_cast<std::uint32_t>(number);
  return simdjson::SUCCESS;
}

error_code read_label(ondemand::value value, std::string& out) {
  ondemand::json_type type{};
  if (const auto failed = value.type().get(type)) return failed;
  if (type != ondemand::json_type::number) return read_text(value, out, 32);
  std::int64_t number = 0;
  if (const auto failed = value.get_int64().get(number)) return unless_foreign(failed);
  out = fmt::to_string(number);
  return simdjson::SUCCESS;
}

}  // namespace mtxmon
