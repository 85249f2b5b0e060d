#include "core/model/totals.h"

namespace mtxmon {

Totals count_totals(const Snapshot& snapshot) {
  Totals totals;
  const auto add = [](std::optional<double>& sum, const std::optional<double>& part) {
    if (part) sum = sum.value_or(0) + *part;
  };
  for (const Stream& stream : snapshot.streams) {
    ++totals.streams_by_state[state_word(stream.state)];
    totals.readers += stream.readers.value_or(0);
    add(totals.inbound_bits_per_second, stream.inbound_bits_per_second);
    add(totals.outbound_bits_per_second, stream.outbound_bits_per_second);
  }
  return totals;
}

}  // namespace mtxmon
