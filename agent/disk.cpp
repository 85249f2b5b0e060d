#include "agent/disk.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <sys/statvfs.h>

#include "agent/proc_text.h"

namespace mtxmon {
namespace {

bool is_octal(char c) { return c >= '0' && c <= '7'; }

// The kernel writes blank, tab, newline and backslash as "\040" and so on.
std::string unescape(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    if (text.size() >= 4 && text[0] == '\\' && std::ranges::all_of(text.substr(1, 3), is_octal)) {
      plain.push_back(
          static_cast<char>((text[1] - '0') * 64 + (text[2] - '0') * 8 + (text[3] - '0')));
      text.remove_prefix(4);
    } else {
      plain.push_back(text.front());
      text.remove_prefix(1);
    }
  }
  return plain;
}

bool lies_in(std::string_view folder, std::string_view mount) {
  return mount == "/" || (folder.starts_with(mount) &&
                          (folder.size() == mount.size() || folder[mount.size()] == '/'));
}

}  // namespace

Result<DiskSpace> read_disk_space(const std::string& folder) {
  struct statvfs stat {};
  if (::statvfs(folder.c_str(), &stat) != 0) {
    return Error{fmt::format("{}: {}", folder, std::generic_category().message(errno))};
  }
  const std::uint64_t unit = stat.f_frsize;
  return DiskSpace{.size_bytes = stat.f_blocks * unit,
                   .available_bytes = stat.f_bavail * unit,
                   .used_bytes = (stat.f_blocks - stat.f_bfree) * unit};
}

Result<std::vector<MountedDevice>> parse_mounts(std::string_view mountinfo) {
  std::vector<MountedDevice> mounts;
  // id parent major:minor root MOUNT options [optional fields…] - FSTYPE DEVICE options
  constexpr std::ptrdiff_t kMount = 4;
  constexpr std::ptrdiff_t kFirstOptional = 6;
  const auto lines = split_lines(mountinfo);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto fields = split_fields(lines[i]);
    const auto skip = std::min<std::ptrdiff_t>(kFirstOptional, std::ssize(fields));
    const auto dash = std::find(fields.begin() + skip, fields.end(), "-");
    if (fields.end() - dash < 3) {
      return Error{fmt::format("line {} does not describe a mount", i + 1)};
    }
    mounts.push_back({unescape(fields[kMount]), unescape(dash[2]), unescape(dash[1])});
  }
  return mounts;
}

const MountedDevice* find_mount(const std::vector<MountedDevice>& mounts, std::string_view folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  const MountedDevice* best = nullptr;
  for (const MountedDevice& one : mounts) {
    if (!lies_in(folder, one.mount)) continue;
    if (best == nullptr || one.mount.size() >= best->mount.size()) best = &one;
  }
  return best;
}

}  // namespace mtxmon
