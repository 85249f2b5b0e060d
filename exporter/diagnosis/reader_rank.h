// Which readers miss most. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/model/connection_list.h"

namespace mtxmon {

// Greater is worse.
struct ReaderRank {
  int severity = -1;           // of its worst reason that is not over; -1: there is none
  double missing_ratio = 0;    // of its packets: discarded, given up, or reported as lost
  double discarded_count = 0;  // of late; where no ratio is known

  // The check takes the 0 of a three-way comparison for a null pointer.
  friend auto operator<=>(const ReaderRank&,
                          const ReaderRank&) = default;  // NOLINT(modernize-use-nullptr)
};
[[nodiscard]] ReaderRank reader_rank(const Connection& reader);

// Worst first; equals as they were.
void sort_worst_first(std::vector<const Connection*>& readers);

// Publishers first, then readers, worst first; equals in the order of their coming.
void rank_connections(ConnectionList& connections);

// "rtsp 198.51.100.0/24", as much as the privacy settings allow.
[[nodiscard]] std::string reader_label(const Connection& reader);

}  // namespace mtxmon
