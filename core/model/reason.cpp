#include "core/model/reason.h"

#include <algorithm>
#include <iterator>

namespace mtxmon {
namespace {

consteval bool in_order() {
  for (std::size_t i = 0; i < std::size(kReasonKinds); ++i) {
    if (static_cast<std::size_t>(kReasonKinds[i].code) != i) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

const ReasonKind& reason_kind(ReasonCode code) {
  return kReasonKinds[static_cast<std::size_t>(code)];
}

std::optional<ReasonCode> parse_reason(std::string_view word) {
  const auto* found = std::ranges::find(kReasonKinds, word, &ReasonKind::word);
  return found == std::end(kReasonKinds) ? std::nullopt : std::optional(found->code);
}

const Reason* worst_reason(const std::vector<Reason>& reasons, Severity at_least) {
  const Reason* worst = nullptr;
  for (const Reason& reason : reasons) {
    if (reason.active(at_least) && (worst == nullptr || reason.severity > worst->severity))
      worst = &reason;
  }
  return worst;
}

}  // namespace mtxmon
