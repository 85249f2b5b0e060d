// SIGINT and SIGTERM as an ordinary return value of main's wait.
//
// Construct in main before the first thread: the signals are blocked for the whole process and
// taken by wait() only. SIGPIPE is ignored (hiredis writes without MSG_NOSIGNAL).
#pragma once

namespace mtxmon {

class StopSignals {
 public:
  StopSignals();
  // Blocks until SIGINT or SIGTERM; its name, for the log.
  [[nodiscard]] const char* wait();
};

}  // namespace mtxmon
