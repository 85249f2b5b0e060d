#include "core/store/refusal.h"

#include <algorithm>
#include <iterator>

namespace mtxmon {

bool worth_retrying(std::string_view reply) {
  constexpr std::string_view kPassing[] = {"OOM",  "MISCONF",    "LOADING",
                                           "BUSY", "NOREPLICAS", "MASTERDOWN"};
  return std::any_of(std::begin(kPassing), std::end(kPassing),
                     [&](std::string_view word) { return reply.starts_with(word); });
}

bool is_not_newer(std::string_view reply) {
  return reply.find("equal or smaller") != std::string_view::npos;
}

}  // namespace mtxmon
