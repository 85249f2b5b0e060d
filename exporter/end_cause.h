// Why a connection ended, as far as polls can tell. Pure.
//
// MediaMTX does not say it, so a word is given only for what was seen; an empty one means that it
// is not known. docs/REDIS.md explains the words.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/model/connection.h"
#include "exporter/poll_result.h"
#include "exporter/stream_tracker.h"

namespace mtxmon {

namespace end_cause {
inline constexpr std::string_view kServerRestarted = "server_restarted";
inline constexpr std::string_view kProtocolOff = "protocol_off";
inline constexpr std::string_view kPathRemoved = "path_removed";
inline constexpr std::string_view kPublisherReplaced = "publisher_replaced";
inline constexpr std::string_view kPublisherEnded = "publisher_ended";
inline constexpr std::string_view kReadTimeout = "read_timeout";
inline constexpr std::string_view kReaderTimeout = "reader_timeout";
}  // namespace end_cause

// What the path of a connection that ended in this poll says about that: kPathRemoved,
// kPublisherReplaced, kPublisherEnded or nothing. `before`: as the poll before had it. `now`: as
// this poll lists it; null: not at all.
[[nodiscard]] std::string_view cause_by_path(const Connection& ended,
                                             const StreamTracker::Tracked& before,
                                             const PathItem* now);

// When a connection moved last, in each way that tells life from death.
class LifeSigns {
 public:
  void note(const Connection& now, SteadyTime at);
  // Of one that was missed for the first time at `missed_at`: kReadTimeout for a publisher that
  // sent nothing any more, kReaderTimeout for a reader that took or answered nothing any more, or
  // nothing. `read_timeout_seconds`: the server's, for publishers; nothing: not known.
  [[nodiscard]] std::string_view cause(Role role, SteadyTime missed_at,
                                       std::optional<double> read_timeout_seconds = {}) const;

 private:
  struct Counter {
    std::optional<std::uint64_t> value;
    SteadyTime moved_at;  // or when it was seen first
    bool has_moved = false;
    void note(std::optional<std::uint64_t> now, SteadyTime at);
  };
  // Still since `moved_at`: for `least` by the last look, and for most of the time until it was
  // missed.
  [[nodiscard]] bool still(SteadyTime moved_at, SteadyTime missed_at, Milliseconds least) const;

  Counter media_, discarded_;
  Counter answers_;                // what a reader sends to show that it is there
  Milliseconds answers_within_{};  // a living one does so at least that often
  SteadyTime seen_at_;
};

}  // namespace mtxmon
