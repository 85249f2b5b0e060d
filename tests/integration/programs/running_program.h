// RunningProgram: one of our three servers as a process of its own, on a free port of 127.0.0.1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/integration/programs/json_view.h"
#include "tests/support/child_process.h"
#include "tests/support/http_get.h"

namespace mtxmon {

// The command that starts a program of this build.
[[nodiscard]] std::vector<std::string> program_command(const std::string& name,
                                                       const std::vector<std::string>& flags);

// What a program that ends by itself said.
struct Ending {
  std::optional<int> code;  // nothing: it did not end
  std::string output;
  std::string errors;
};
[[nodiscard]] Ending run_program(const std::string& name, const std::vector<std::string>& flags,
                                 const std::vector<std::string>& environment = {});

class RunningProgram {
 public:
  // Starts it and waits until it says where it listens; a program that does not fails the test and
  // has port 0.
  RunningProgram(std::string name, std::vector<std::string> flags,
                 std::vector<std::string> environment = {});

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] ChildProcess& process() { return process_; }
  // Everything it and its earlier runs logged.
  [[nodiscard]] std::string log() const { return earlier_logs_ + process_.errors(); }

  // The body of a 200; empty for any other answer or none.
  [[nodiscard]] std::string get(std::string_view target) const;
  [[nodiscard]] JsonView get_json(std::string_view target) const {
    return JsonView::parse(get(target));
  }
  // The value of a series like `mediamtx_up{node="local"}` on its /metrics.
  [[nodiscard]] std::optional<double> metric(std::string_view series) const;

  void kill_hard() { process_.kill_hard(); }
  void restart();  // after its end; on the same port as before
  // SIGTERM; the exit code.
  [[nodiscard]] std::optional<int> stop();

 private:
  void await_start();
  [[nodiscard]] std::vector<std::string> command(std::uint16_t port) const;

  std::string name_;
  std::vector<std::string> flags_;
  std::vector<std::string> environment_;
  std::string earlier_logs_;
  ChildProcess process_;
  std::uint16_t port_ = 0;
};

// The value of a series in a page of metrics.
[[nodiscard]] std::optional<double> metric_in(std::string_view page, std::string_view series);

}  // namespace mtxmon
