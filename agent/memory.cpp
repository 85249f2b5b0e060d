#include "agent/memory.h"

#include <limits>

#include <fmt/format.h>

#include "agent/proc_text.h"

namespace mtxmon {
namespace {

constexpr std::uint64_t kKibibyte = 1024;

// "MemTotal:       24684096 kB" → bytes.
std::optional<std::uint64_t> parse_bytes(const std::vector<std::string_view>& fields) {
  if (fields.size() != 3 || fields[2] != "kB") return std::nullopt;
  const auto kibibytes = parse_count(fields[1]);
  if (!kibibytes || *kibibytes > std::numeric_limits<std::uint64_t>::max() / kKibibyte) {
    return std::nullopt;
  }
  return *kibibytes * kKibibyte;
}

// Nothing when a part is missing or larger than its whole.
std::optional<std::uint64_t> rest(std::optional<std::uint64_t> whole,
                                  std::optional<std::uint64_t> part) {
  if (!whole || !part || *part > *whole) return std::nullopt;
  return *whole - *part;
}

}  // namespace

std::optional<std::uint64_t> Memory::used_bytes() const {
  return rest(total_bytes, available_bytes);
}

std::optional<std::uint64_t> Memory::swap_used_bytes() const {
  return rest(swap_total_bytes, swap_free_bytes);
}

Result<Memory> parse_memory(std::string_view meminfo) {
  Memory memory;
  std::optional<std::uint64_t> total;
  for (const std::string_view line : split_lines(meminfo)) {
    const auto fields = split_fields(line);
    if (fields.empty()) continue;
    std::optional<std::uint64_t>* target = nullptr;
    if (fields[0] == "MemTotal:") target = &total;
    if (fields[0] == "MemAvailable:") target = &memory.available_bytes;
    if (fields[0] == "SwapTotal:") target = &memory.swap_total_bytes;
    if (fields[0] == "SwapFree:") target = &memory.swap_free_bytes;
    if (target == nullptr) continue;
    *target = parse_bytes(fields);
    if (!*target) return Error{fmt::format("\"{}\" is not followed by a number of kB", fields[0])};
  }
  if (!total) return Error{"there is no line \"MemTotal\""};
  memory.total_bytes = *total;
  return memory;
}

}  // namespace mtxmon
