// Streams that fail together: one cause instead of many problems. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/snapshot.h"

namespace mtxmon {

// Streams that fail within this time of each other may have one cause.
inline constexpr std::chrono::seconds kTogether{10};
inline constexpr std::size_t kTogetherAtLeast = 3;
// A restart is no coincidence.
inline constexpr std::size_t kLostAtLeast = 2;

// What the streams of one cause share, in Problem::detail; of one network the network itself.
inline constexpr std::string_view kServerRestart = "server_restart";
inline constexpr std::string_view kServerAway = "server_away";

// A server that answers again.
struct ServerReturn {
  WallTime at;  // the first poll that it answered
  std::optional<WallTime>
      started;  // its new start; nothing: as far as is known it ran all the time
};

// What is known of a stream besides the snapshot.
struct StreamOrigin {
  std::string network;                    // of its publisher, now or last: "203.0.113.0/24"
  std::string source;                     // host that the server pulls it from
  std::optional<ServerReturn> lost = {};  // was there before, and not since
  bool was_there = true;                  // ever, as far as is known
  // The common cause that it was part of in the last poll; null: none.
  const Problem* group = nullptr;
};

// A stream from which nothing comes any more, and the reason that says so.
struct Failure {
  const Stream* stream = nullptr;
  const Reason* reason = nullptr;
  const StreamOrigin* origin = nullptr;
};
[[nodiscard]] bool is_failure(ReasonCode code);

// Takes the failures that it explains out of `failures`. `streams`: all of that server. What was
// one cause in the last poll goes on as one while two of its streams still fail.
[[nodiscard]] std::vector<Problem> find_common_causes(std::vector<Failure>& failures,
                                                      const std::vector<Stream>& streams);

}  // namespace mtxmon
