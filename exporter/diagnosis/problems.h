// From the reasons of a snapshot to its problems: what the operator is shown and told. Pure, but
// for ProblemList, which gives a problem the same key from poll to poll.
#pragma once

#include <string>
#include <vector>

#include "core/model/snapshot.h"
#include "exporter/diagnosis/overload_watch.h"

namespace mtxmon {

// Streams that fail within this time of each other may have one cause.
inline constexpr std::chrono::seconds kTogether{10};
inline constexpr std::size_t kTogetherAtLeast = 3;

// What is known of a stream besides the snapshot.
struct StreamOrigin {
  std::string network;  // of its publisher, now or last: "203.0.113.0/24"
};

// Worst first, then the longest. `origins`: in the order of snapshot.streams.
// `of_node`: reasons that belong to no single stream. `overload` explains the failing readers of
// the streams that it touches; null: there is none.
[[nodiscard]] std::vector<Problem> find_problems(const Snapshot& snapshot,
                                                 const std::vector<StreamOrigin>& origins,
                                                 const std::vector<Reason>& of_node = {},
                                                 const Overload* overload = nullptr);

class ProblemList {
 public:
  // Gives each problem the key that it had before, or a new one. While the server does not answer
  // no problem ends: one that cannot be told meanwhile is the same one afterwards.
  void update(std::vector<Problem>& problems, bool server_answers);

 private:
  std::vector<Problem> known_;
  std::uint64_t last_number_ = 0;
};

}  // namespace mtxmon
