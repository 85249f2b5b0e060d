#include "core/base/option_value.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/base/time_text.h"

namespace mtxmon {
namespace {

Status check_limits(const Option& option, std::string_view value, double number) {
  if (number < static_cast<double>(option.minimum))
    return Error{fmt::format("{} is too small; at least {}", value, option.minimum)};
  if (number > static_cast<double>(option.maximum))
    return Error{fmt::format("{} is too large; at most {}", value, option.maximum)};
  return {};
}

Status check_duration(const Option& option, std::string_view value) {
  const auto duration = parse_duration(value);
  if (!duration) return duration.error();
  if (duration->count() < option.minimum) {
    return Error{fmt::format("{} is too short; at least {}", value,
                             format_duration(Milliseconds(option.minimum)))};
  }
  if (duration->count() > option.maximum) {
    return Error{fmt::format("{} is too long; at most {}", value,
                             format_duration(Milliseconds(option.maximum)))};
  }
  return {};
}

}  // namespace

Result<long long> parse_integer(std::string_view text) {
  long long value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size())
    return Error{fmt::format("\"{}\" is not a whole number", text)};
  return value;
}

Result<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return Error{fmt::format("\"{}\" is not a number; write it like 0.05", text)};
  return value;
}

std::optional<bool> parse_switch(std::string_view text) {
  if (text == "true" || text == "1" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "0" || text == "no" || text == "off") return false;
  return std::nullopt;
}

Status check_value(const Option& option, std::string_view value) {
  switch (option.type) {
    case OptionType::Text:
    case OptionType::List:
      break;
    case OptionType::Duration:
      return check_duration(option, value);
    case OptionType::Integer: {
      const auto number = parse_integer(value);
      if (!number) return number.error();
      return check_limits(option, value, static_cast<double>(*number));
    }
    case OptionType::Number: {
      const auto number = parse_number(value);
      if (!number) return number.error();
      return check_limits(option, value, *number);
    }
    case OptionType::Switch:
      if (!parse_switch(value))
        return Error{fmt::format("\"{}\" is neither true nor false", value)};
      break;
  }
  return {};
}

}  // namespace mtxmon
