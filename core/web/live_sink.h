// LiveSink: the connection of one live client, as far as its sender needs it. The seam between the
// live feed and civetweb; tests put a slow or broken one in its place.
#pragma once

#include <string_view>

namespace mtxmon {

enum class WriteResult {
  Sent,
  Stalled,  // the client did not read for the whole write limit; part of the message may be out
  Gone,     // the connection is broken
};

// Used by one sender thread only. After anything but Sent nothing more may be written: the frame
// may be torn.
class LiveSink {
 public:
  virtual ~LiveSink() = default;
  // Both block until the system took everything or the write limit is over.
  virtual WriteResult write_text(std::string_view text) = 0;
  virtual WriteResult write_close(int code) = 0;
  // Asks the owner of the connection to end it soon; does not wait for that.
  virtual void hang_up() = 0;
};

}  // namespace mtxmon
