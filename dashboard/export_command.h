// `mediamtx-dashboard export`: a report to standard output or into a file, from Redis, without a
// server that runs.
#pragma once

namespace mtxmon {

// argv[0] is "export", then there may be the name of a report (report.h) and flags. The exit code:
// 0 written, 1 Redis or the file failed, 2 wrong flags.
[[nodiscard]] int run_export(int argc, const char* const* argv);

}  // namespace mtxmon
