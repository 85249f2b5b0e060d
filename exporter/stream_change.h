// What is news about a stream from one poll to the next, as an event. Pure.
#pragma once

#include <optional>
#include <string>

#include "core/model/record.h"
#include "core/model/stream.h"

namespace mtxmon {

// A stream as the last poll left it.
struct StreamBefore {
  bool is_new = true;  // the last poll did not have it
  StreamState state = StreamState::Unknown;
  std::string publisher;               // id of its session; empty: none or a static source
  std::optional<WallTime> down_since;  // told, and not up again; a stall before it included
  WallTime since{};                    // of its state
  bool missing = false;                // told, and not up again
};

// `restarted`: the server was, since the last poll.
[[nodiscard]] std::optional<Event> stream_change(const StreamBefore& before, const Stream& now,
                                                 bool restarted, WallTime at);
// What the next poll needs. `told`: an event's type, or nothing.
[[nodiscard]] StreamBefore stream_after(const StreamBefore& before, const Stream& now,
                                        std::string_view told);
// Of a stream that another exporter saw last.
[[nodiscard]] StreamBefore stream_restored(const Stream& remembered);

[[nodiscard]] Event make_event(std::string type, Severity severity, std::string stream,
                               std::string text);
[[nodiscard]] std::string seconds_text(WallTime from, WallTime to);  // "12 s"
// Up or down: what makes a stream flap.
[[nodiscard]] bool is_up_or_down(std::string_view type);

}  // namespace mtxmon
