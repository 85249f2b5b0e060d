#include "agent/network.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "agent/proc_text.h"

namespace mtxmon {
namespace {

constexpr std::size_t kHeaderLines = 2;
constexpr std::size_t kColumns = 16;

std::optional<NetworkCounters> parse_device(std::string_view line) {
  // The last colon: old kernels list aliases such as "eth0:1", and none puts a blank behind it when
  // the number is long.
  const auto colon = line.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto names = split_fields(line.substr(0, colon));
  const auto fields = split_fields(line.substr(colon + 1));
  if (names.size() != 1 || fields.size() < kColumns) return std::nullopt;
  std::array<std::uint64_t, kColumns> columns{};
  for (std::size_t i = 0; i < kColumns; ++i) {
    const auto count = parse_count(fields[i]);
    if (!count) return std::nullopt;
    columns[i] = *count;
  }
  return NetworkCounters{.device = std::string(names[0]),
                         .receive_bytes = columns[0],
                         .receive_errors = columns[2],
                         .receive_drops = columns[3],
                         .transmit_bytes = columns[8],
                         .transmit_errors = columns[10],
                         .transmit_drops = columns[11]};
}

std::optional<double> bits_per_second(std::uint64_t before, std::uint64_t now, double seconds) {
  if (now < before || seconds <= 0) return std::nullopt;
  return static_cast<double>(now - before) * 8 / seconds;
}

bool has_virtual_name(std::string_view device) {
  constexpr auto kPrefixes = std::to_array<std::string_view>(
      {"veth", "docker", "br-", "virbr", "cni", "cali", "flannel", "vxlan", "ifb", "dummy", "bond",
       "tun", "tap", "wg", "tailscale"});
  return device == "lo" || std::ranges::any_of(kPrefixes, [&](std::string_view prefix) {
           return device.starts_with(prefix);
         });
}

}  // namespace

Result<std::vector<NetworkCounters>> parse_network(std::string_view net_dev) {
  const auto lines = split_lines(net_dev);
  if (lines.size() < kHeaderLines || lines[1].find("bytes") == std::string_view::npos) {
    return Error{"does not begin with the two lines of headings"};
  }
  std::vector<NetworkCounters> devices;
  for (std::size_t i = kHeaderLines; i < lines.size(); ++i) {
    auto device = parse_device(lines[i]);
    if (!device) return Error{fmt::format("line {} is not a device with 16 numbers", i + 1)};
    devices.push_back(std::move(*device));
  }
  return devices;
}

std::optional<double> parse_link_speed(std::string_view text) {
  const auto fields = split_fields(text.substr(0, text.find('\n')));
  const auto megabits = fields.size() == 1 ? parse_count(fields[0]) : std::nullopt;
  // 2^32 - 1 is how old drivers say that they do not know.
  if (!megabits || *megabits == 0 || *megabits >= 0xFFFF'FFFF) return std::nullopt;
  return static_cast<double>(*megabits) * 1e6;
}

NetworkRates network_rates(const NetworkCounters& before, const NetworkCounters& now,
                           double elapsed_seconds) {
  return {bits_per_second(before.receive_bytes, now.receive_bytes, elapsed_seconds),
          bits_per_second(before.transmit_bytes, now.transmit_bytes, elapsed_seconds)};
}

std::vector<bool> carries_traffic(const std::vector<NetworkCounters>& devices,
                                  const std::function<bool(std::string_view device)>& is_hardware) {
  std::vector<bool> hardware;
  hardware.reserve(devices.size());
  for (const NetworkCounters& one : devices) hardware.push_back(is_hardware(one.device));
  if (std::ranges::find(hardware, true) != hardware.end()) return hardware;
  std::vector<bool> by_name;
  by_name.reserve(devices.size());
  for (const NetworkCounters& one : devices) by_name.push_back(!has_virtual_name(one.device));
  return by_name;
}

Result<std::uint64_t> parse_udp_receive_buffer_errors(std::string_view snmp) {
  std::vector<std::string_view> headings;
  for (const std::string_view line : split_lines(snmp)) {
    if (!line.starts_with("Udp:")) continue;
    auto fields = split_fields(line);
    if (headings.empty()) {
      headings = std::move(fields);
      continue;
    }
    const auto column = std::ranges::find(headings, "RcvbufErrors") - headings.begin();
    if (static_cast<std::size_t>(column) >= std::min(headings.size(), fields.size())) break;
    const auto count = parse_count(fields[static_cast<std::size_t>(column)]);
    if (!count) break;
    return *count;
  }
  return Error{"the lines \"Udp:\" do not hold a number RcvbufErrors"};
}

Result<std::uint64_t> parse_udp6_receive_buffer_errors(std::string_view snmp6) {
  for (const std::string_view line : split_lines(snmp6)) {
    const auto fields = split_fields(line);
    if (fields.size() != 2 || fields[0] != "Udp6RcvbufErrors") continue;
    if (const auto count = parse_count(fields[1])) return *count;
    break;
  }
  return Error{"there is no line \"Udp6RcvbufErrors\" with a number"};
}

}  // namespace mtxmon
