// ChildProcess: a program that a test starts, watches and ends.
//
// Owned by the test, used by one thread. Output goes to memory files, so a child never waits for
// its reader. The child inherits no open file and no MTXMON_ variable, dies with the thread that
// started it, and is killed by the destructor.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "tests/support/tcp_client.h"

namespace mtxmon {

class ChildProcess {
 public:
  // `command` is the file and its arguments; `environment` holds additions like "NAME=value". A
  // file that cannot be started is an exit code of 127.
  explicit ChildProcess(std::vector<std::string> command,
                        const std::vector<std::string>& environment = {});
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool running();

  // Everything written so far.
  [[nodiscard]] std::string output() const { return read_all(output_); }
  [[nodiscard]] std::string errors() const { return read_all(errors_); }
  // The first complete line with `text` on either output; nothing when the program or the time
  // ends before it.
  [[nodiscard]] std::optional<std::string> wait_for_line(
      std::string_view text, std::chrono::milliseconds timeout = kTestDeadline);

  void signal(int number) const;
  // The exit code, or minus the signal that ended it; nothing while it runs on.
  [[nodiscard]] std::optional<int> wait(std::chrono::milliseconds timeout = kTestDeadline);
  void kill_hard();  // SIGKILL; returns when it is gone

 private:
  [[nodiscard]] static std::string read_all(int file);

  pid_t pid_ = -1;
  int output_ = -1;
  int errors_ = -1;
  std::optional<int> result_;
};

}  // namespace mtxmon
