// Memory and swap, from /proc/meminfo. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/result.h"

namespace mtxmon {

struct Memory {
  std::uint64_t total_bytes = 0;
  // What programs can still get without swapping, the kernel's own estimate. Kernels before 3.14
  // do not make it, and we do not make one up.
  std::optional<std::uint64_t> available_bytes;
  std::optional<std::uint64_t> swap_total_bytes;  // 0 where swap is off
  std::optional<std::uint64_t> swap_free_bytes;

  // Total minus available, total minus free.
  [[nodiscard]] std::optional<std::uint64_t> used_bytes() const;
  [[nodiscard]] std::optional<std::uint64_t> swap_used_bytes() const;
};

[[nodiscard]] Result<Memory> parse_memory(std::string_view meminfo);

}  // namespace mtxmon
