#include "agent/agent_setup.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/log.h"

namespace mtxmon {
namespace {

constexpr std::size_t kMaxLength = 253;

bool is_host_name(std::string_view text) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !text.empty() && text.size() <= kMaxLength &&
         text.find_first_not_of(kAllowed) == std::string_view::npos;
}

Result<std::string> system_host_name(const ProcRoot& root) {
  if (root.is_container()) {
    if (const auto text = root.read("etc/hostname")) return text->substr(0, text->find('\n'));
  }
  std::array<char, kMaxLength + 2> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) {
    return Error{fmt::format("the host name of this system could not be read ({}); set --host.name",
                             std::generic_category().message(errno))};
  }
  return std::string(name.data());
}

}  // namespace

Result<AgentSetup> make_agent_setup(const Settings& settings) {
  ProcRoot root(std::filesystem::path(settings.text("path.rootfs")).lexically_normal());
  if (auto stat = root.read("proc/stat"); !stat) {
    return std::move(stat).error().within(
        fmt::format("--path.rootfs \"{}\" is not the root of a host with its /proc",
                    printable(settings.text("path.rootfs"))));
  }
  auto host = choose_host_name(settings.text("host.name"), root);
  if (!host) return std::move(host).error();
  auto mounts = parse_mount_list(settings.list("disk.mounts"));
  if (!mounts) return std::move(mounts).error();
  auto redis = redis_address_of(settings);
  if (!redis) return std::move(redis).error();
  return AgentSetup{std::move(root), std::move(*host), std::move(*mounts), std::move(*redis)};
}

Result<std::string> choose_host_name(std::string_view configured, const ProcRoot& root) {
  auto name = configured.empty() ? system_host_name(root) : std::string(configured);
  if (!name || is_host_name(*name)) return name;
  return Error{fmt::format(
      "\"{}\" is not a host name of letters, digits, \".\", \"_\" and \"-\"; set --host.name",
      printable(*name))};
}

Result<std::vector<std::string>> parse_mount_list(const std::vector<std::string>& configured) {
  std::vector<std::string> mounts;
  for (const std::string& one : configured) {
    std::string folder = std::filesystem::path(one).lexically_normal().string();
    if (!folder.starts_with('/')) {
      return Error{fmt::format("--disk.mounts: \"{}\" does not begin with \"/\"", printable(one))};
    }
    if (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
    if (std::ranges::find(mounts, folder) == mounts.end()) mounts.push_back(std::move(folder));
  }
  return mounts;
}

}  // namespace mtxmon
