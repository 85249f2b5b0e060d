#include "core/store/history.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>

namespace mtxmon {
namespace {

std::string number_text(double value) {
  // Up to here every integer is exact in a double, and shorter without an exponent.
  constexpr double kExactIntegers = 9007199254740992.0;
  std::array<char, 32> buffer{};
  const bool integer = std::trunc(value) == value && std::abs(value) <= kExactIntegers;
  const auto end =
      integer ? std::to_chars(buffer.begin(), buffer.end(), static_cast<std::int64_t>(value)).ptr
              : std::to_chars(buffer.begin(), buffer.end(), value).ptr;
  return {buffer.begin(), end};
}

// The whole of `text` as a number, or nothing.
template <typename Number>
std::optional<Number> parse_whole(std::string_view text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

std::optional<WallTime> parse_id(std::string_view id) {
  const auto dash = id.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto ms = parse_whole<std::uint64_t>(id.substr(0, dash));
  if (!ms || !parse_whole<std::uint64_t>(id.substr(dash + 1))) return std::nullopt;
  // Far beyond any real date; keeps later arithmetic on the time from overflowing.
  if (*ms > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / 1'000'000)) {
    return std::nullopt;
  }
  return WallTime(Milliseconds(static_cast<std::int64_t>(*ms)));
}

}  // namespace

std::string history_id(WallTime time) {
  return std::to_string(time.time_since_epoch().count()) + "-0";
}

std::vector<std::string> encode_history(const HistorySample& sample) {
  std::vector<std::string> fields;
  fields.reserve(sample.values.size() * 2);
  for (const auto& [name, value] : sample.values) {
    if (!std::isfinite(value)) continue;
    fields.emplace_back(name);
    fields.push_back(number_text(value));
  }
  return fields;
}

std::optional<DecodedSample> decode_history(std::string_view id,
                                            const std::vector<std::string>& fields) {
  const auto time = parse_id(id);
  if (!time) return std::nullopt;
  DecodedSample sample{.time = *time, .values = {}};
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    const auto value = parse_whole<double>(fields[i + 1]);
    if (value && std::isfinite(*value)) sample.values.emplace_back(fields[i], *value);
  }
  if (sample.values.empty()) return std::nullopt;
  return sample;
}

}  // namespace mtxmon
