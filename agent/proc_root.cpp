#include "agent/proc_root.h"

#include <cerrno>
#include <cstddef>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "agent/proc_text.h"

namespace mtxmon {
namespace {

constexpr std::size_t kMaxBytes = 1U << 20U;
constexpr std::size_t kReadBytes = 16U << 10U;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  const int number_;
};

Error system_error(const std::string& path, int number) {
  return Error{fmt::format("{}: {}", path, std::generic_category().message(number))};
}

}  // namespace

std::string ProcRoot::path(std::string_view relative) const {
  while (relative.starts_with('/')) relative.remove_prefix(1);
  return relative.empty() ? root_.string() : (root_ / relative).string();
}

std::string ProcRoot::of_host_process(std::string_view name) const {
  return fmt::format("proc/{}/{}", is_container() ? "1" : "self", name);
}

Result<std::string> ProcRoot::read(std::string_view relative) const {
  const std::string full = path(relative);
  const Descriptor file(::open(full.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) return system_error(full, errno);

  // The sizes that /proc reports are 0: read to the end.
  std::string text;
  for (std::size_t used = 0;;) {
    text.resize(used + kReadBytes);
    const ssize_t got = ::read(file.number(), text.data() + used, kReadBytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(full, errno);
    used += static_cast<std::size_t>(got);
    if (used > kMaxBytes) return Error{fmt::format("{}: is larger than 1 MiB", full)};
    if (got == 0) {
      text.resize(used);
      return text;
    }
  }
}

std::vector<std::uint64_t> ProcRoot::numbers(std::string_view relative) const {
  std::vector<std::uint64_t> found;
  std::error_code failed;
  std::filesystem::directory_iterator entry(path(relative), failed);
  for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
    if (const auto number = parse_count(entry->path().filename().string()))
      found.push_back(*number);
  }
  return found;
}

bool ProcRoot::exists(std::string_view relative) const {
  return ::access(path(relative).c_str(), F_OK) == 0;
}

}  // namespace mtxmon
