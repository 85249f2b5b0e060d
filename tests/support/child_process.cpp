#include "tests/support/child_process.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/eventually.h"

namespace mtxmon {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

std::optional<std::string> find_line(const std::string& all, std::string_view text) {
  const auto at = all.find(text);
  if (at == std::string::npos) return std::nullopt;
  const auto end = all.find('\n', at);
  if (end == std::string::npos) return std::nullopt;
  const auto before = all.rfind('\n', at);
  const auto begin = before == std::string::npos ? 0 : before + 1;
  return all.substr(begin, end - begin);
}

}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> command,
                           const std::vector<std::string>& environment)
    : output_(::memfd_create("stdout", MFD_CLOEXEC)),
      errors_(::memfd_create("stderr", MFD_CLOEXEC)) {
  std::vector<std::string> variables = environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with("MTXMON_")) variables.emplace_back(*variable);
  }
  const auto argv = pointers(command);
  const auto envp = pointers(variables);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {  // only async-signal-safe calls from here
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::signal(SIGPIPE, SIG_DFL);
    ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
    ::dup2(output_, STDOUT_FILENO);
    ::dup2(errors_, STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    if (::getppid() == parent) ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  if (pid_ > 0 && output_ >= 0 && errors_ >= 0) return;
  std::perror("test set-up failed: fork");
  std::abort();
}

ChildProcess::~ChildProcess() {
  kill_hard();
  if (output_ >= 0) ::close(output_);
  if (errors_ >= 0) ::close(errors_);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept { *this = std::move(other); }

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(output_, other.output_);
  std::swap(errors_, other.errors_);
  std::swap(result_, other.result_);
  return *this;
}

bool ChildProcess::running() { return pid_ > 0 && !wait(std::chrono::milliseconds(0)); }

std::optional<std::string> ChildProcess::wait_for_line(std::string_view text,
                                                       std::chrono::milliseconds timeout) {
  std::optional<std::string> line;
  (void)eventually(timeout, [&] {
    const bool ended = !running();  // asked first: what it wrote before its end counts
    line = find_line(errors(), text);
    if (!line) line = find_line(output(), text);
    return line || ended;
  });
  return line;
}

void ChildProcess::signal(int number) const {
  if (pid_ > 0 && !result_) ::kill(pid_, number);
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds timeout) {
  (void)eventually(timeout, [this] {
    int status = 0;
    if (result_ || ::waitpid(pid_, &status, WNOHANG) != pid_) return result_.has_value();
    result_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    return true;
  });
  return result_;
}

void ChildProcess::kill_hard() {
  if (pid_ <= 0 || result_) return;
  ::kill(pid_, SIGKILL);
  int status = 0;
  if (::waitpid(pid_, &status, 0) == pid_) result_ = -SIGKILL;
}

std::string ChildProcess::read_all(int file) {
  std::string all;
  std::array<char, 65536> chunk{};
  for (;;) {
    const ssize_t got = ::pread(file, chunk.data(), chunk.size(), static_cast<off_t>(all.size()));
    if (got <= 0) return all;
    all.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace mtxmon
