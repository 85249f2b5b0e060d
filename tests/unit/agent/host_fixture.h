// What the agent's tests share: a clock that stands still, a disk that never changes, the fixture
// trees, and a tree of a test's own.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "agent/disk.h"
#include "agent/proc_root.h"
#include "agent/sampler.h"
#include "core/base/clock.h"

namespace mtxmon {

class ManualClock final : public Clock {
 public:
  [[nodiscard]] SteadyTime steady_now() const override { return SteadyTime(elapsed_); }
  [[nodiscard]] WallTime wall_now() const override {
    return WallTime(Milliseconds(1'795'370'400'123)) + elapsed_;  // 2026-11-22T18:00:00.123Z
  }
  void advance(Milliseconds by) { elapsed_ += by; }

 private:
  Milliseconds elapsed_{0};
};

inline std::filesystem::path proc_fixture(std::string_view name) {
  return std::filesystem::path(MTXMON_FIXTURES) / "proc" / name;
}

// 40 GB, half used, a tenth reserved for root. A folder whose name ends in "missing" is not there.
inline Result<DiskSpace> fixed_disk_space(const std::string& folder) {
  if (folder.ends_with("missing")) return Error{folder + ": No such file or directory"};
  return DiskSpace{40'000'000'000, 16'000'000'000, 20'000'000'000};
}

inline Sampler fixture_sampler(const std::filesystem::path& root, const Clock& clock,
                               std::vector<std::string> mounts = {"/"}) {
  return Sampler({.host = "venue-a",
                  .mounts = std::move(mounts),
                  .interval = Milliseconds(2000),
                  .ticks_per_second = 100},
                 ProcRoot(root), clock, fixed_disk_space);
}

// A folder of its own that is removed at the end.
class TemporaryRoot {
 public:
  TemporaryRoot() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mtxmon-agent-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  ~TemporaryRoot() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryRoot(const TemporaryRoot&) = delete;
  TemporaryRoot& operator=(const TemporaryRoot&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  void write(const std::filesystem::path& file, std::string_view text) const {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file, std::ios::binary) << text;
  }
  void remove(const std::filesystem::path& file) const {
    std::filesystem::remove_all(path_ / file);
  }
  // Lays a fixture tree over what is there.
  void lay(std::string_view fixture) const {
    std::filesystem::copy(proc_fixture(fixture), path_,
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace mtxmon
