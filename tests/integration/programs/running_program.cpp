#include "tests/integration/programs/running_program.h"

#include <csignal>
#include <cstdlib>
#include <utility>

#include <gtest/gtest.h>

namespace mtxmon {

std::vector<std::string> program_command(const std::string& name,
                                         const std::vector<std::string>& flags) {
  std::vector<std::string> command = {std::string(MTXMON_BIN_DIR) + "/" + name};
  command.insert(command.end(), flags.begin(), flags.end());
  return command;
}

Ending run_program(const std::string& name, const std::vector<std::string>& flags,
                   const std::vector<std::string>& environment) {
  ChildProcess process(program_command(name, flags), environment);
  const auto code = process.wait();
  return {code, process.output(), process.errors()};
}

RunningProgram::RunningProgram(std::string name, std::vector<std::string> flags,
                               std::vector<std::string> environment)
    : name_(std::move(name)),
      flags_(std::move(flags)),
      environment_(std::move(environment)),
      process_(command(0), environment_) {
  await_start();
}

std::vector<std::string> RunningProgram::command(std::uint16_t port) const {
  auto words = program_command(name_, flags_);
  words.insert(words.end(), {"--web.listen-address", "127.0.0.1:" + std::to_string(port)});
  return words;
}

void RunningProgram::await_start() {
  constexpr std::string_view kUrl = "http://127.0.0.1:";
  const auto line = process_.wait_for_line("listening on ");
  const auto at = line ? line->find(kUrl) : std::string::npos;
  if (at == std::string::npos) {
    ADD_FAILURE() << name_ << " does not say where it listens:\n" << process_.errors();
    return;
  }
  port_ = static_cast<std::uint16_t>(std::atoi(line->c_str() + at + kUrl.size()));
}

std::string RunningProgram::get(std::string_view target) const {
  auto answer = http_get(port_, target);
  return answer && answer->status == 200 ? std::move(answer->body) : "";
}

std::optional<double> RunningProgram::metric(std::string_view series) const {
  return metric_in(get("/metrics"), series);
}

void RunningProgram::restart() {
  earlier_logs_ += process_.errors();
  process_ = ChildProcess(command(port_), environment_);
  await_start();
}

std::optional<int> RunningProgram::stop() {
  process_.signal(SIGTERM);
  return process_.wait();
}

std::optional<double> metric_in(std::string_view page, std::string_view series) {
  const std::string line = "\n" + std::string(series) + " ";
  const auto at = page.find(line);
  if (at == std::string_view::npos) return std::nullopt;
  const auto begin = at + line.size();
  return std::strtod(std::string(page.substr(begin, page.find('\n', begin) - begin)).c_str(),
                     nullptr);
}

}  // namespace mtxmon
