// ProcRoot: the files of /proc and /sys below an injectable root.
//
// "/" on the host itself, "/host" in a container that has the host's file system there, a folder
// of fixtures in tests. Immutable; any thread. Every error names the path.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace mtxmon {

class ProcRoot {
 public:
  explicit ProcRoot(std::filesystem::path root) : root_(std::move(root)) {}

  // Any other root than "/" is the host's file system seen from a container.
  [[nodiscard]] bool is_container() const { return root_ != "/"; }

  // The full path of "proc/stat", and of a mount point of the host such as "/srv".
  [[nodiscard]] std::string path(std::string_view relative) const;
  // "net/dev" → "proc/self/net/dev". In a container our own view of network and mounts is not the
  // host's; that of the host's first process is: "proc/1/net/dev".
  [[nodiscard]] std::string of_host_process(std::string_view name) const;

  // The whole file; one that is larger than 1 MiB is an error.
  [[nodiscard]] Result<std::string> read(std::string_view relative) const;
  [[nodiscard]] bool exists(std::string_view relative) const;
  // The names in a folder that are numbers, in any order; none when it cannot be read.
  [[nodiscard]] std::vector<std::uint64_t> numbers(std::string_view relative) const;

  // The file through a pure parser: Result<T> parse(std::string_view text).
  template <typename Parse>
  auto read_as(std::string_view relative, Parse parse) const
      -> decltype(parse(std::string_view{})) {
    auto text = read(relative);
    if (!text) return std::move(text).error();
    auto parsed = parse(std::string_view(*text));
    if (!parsed) return std::move(parsed).error().within(path(relative));
    return parsed;
  }

 private:
  std::filesystem::path root_;
};

}  // namespace mtxmon
