// Disks: how full the file system of a folder is, and which one that is, from statvfs(2) and
// /proc/PID/mountinfo.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace mtxmon {

struct DiskSpace {
  std::uint64_t size_bytes = 0;
  std::uint64_t available_bytes = 0;  // to programs that are not root
  std::uint64_t used_bytes = 0;       // root's reserve is neither available nor used
};

struct MountedDevice {
  std::string mount;   // "/var/lib"
  std::string device;  // "/dev/vda1", "tmpfs"
  std::string fstype;  // "ext4"
};

// The seam for tests; `folder` is a full path.
using ReadDiskSpace = std::function<Result<DiskSpace>(const std::string& folder)>;

// Asks the kernel. Waits as long as the file system does: a dead NFS server may hold it for good,
// so watch local disks. Any thread.
[[nodiscard]] Result<DiskSpace> read_disk_space(const std::string& folder);

// In the order of the file, in which a later line covers an earlier one of the same folder. Pure.
[[nodiscard]] Result<std::vector<MountedDevice>> parse_mounts(std::string_view mountinfo);

// The mount that `folder` lies on; null when none does. Pure.
[[nodiscard]] const MountedDevice* find_mount(const std::vector<MountedDevice>& mounts,
                                              std::string_view folder);

}  // namespace mtxmon
