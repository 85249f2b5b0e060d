#include "agent/sampler.h"

#include <algorithm>
#include <utility>

namespace mtxmon {
namespace {

// The value, or its failure noted in the sample.
template <typename T>
std::optional<T> value_of(Result<T> result, HostPart part, HostSample& sample) {
  if (result) return std::move(result).value();
  sample.failures.push_back({part, result.error().message});
  return std::nullopt;
}

void add(std::optional<double>& sum, const std::optional<double>& part) {
  if (part) sum = sum.value_or(0) + *part;
}

}  // namespace

HostSample Sampler::sample() {
  HostSample sample;
  sample.host = options_.host;
  sample.agent = options_.agent;
  sample.seq = ++seq_;
  sample.collected_at = clock_.wall_now();
  sample.measured_at = clock_.steady_now();
  sample.interval = options_.interval;
  read_cpu(sample);
  sample.memory = value_of(root_.read_as("proc/meminfo", parse_memory), HostPart::Memory, sample);
  sample.load = value_of(root_.read_as("proc/loadavg", parse_load), HostPart::Load, sample);
  sample.uptime_seconds =
      value_of(root_.read_as("proc/uptime", parse_uptime), HostPart::Uptime, sample);
  read_network(sample);
  read_udp(sample);
  read_disks(sample);
  sample.processes = processes_.sample(root_, sample.measured_at);
  return sample;
}

void Sampler::read_cpu(HostSample& sample) {
  const auto before = std::exchange(last_cpu_, std::nullopt);
  const auto stat = value_of(root_.read_as("proc/stat", parse_cpu), HostPart::Cpu, sample);
  if (!stat) return;
  last_cpu_ = before ? hold_iowait(*before, stat->ticks) : stat->ticks;
  sample.cpu_seconds = to_seconds(*last_cpu_, options_.ticks_per_second);
  if (before) sample.cpu_ratio = cpu_ratios(*before, *last_cpu_);
  sample.cpu_count = stat->cpu_count;
  sample.boot_time_seconds = stat->boot_time_seconds;
}

void Sampler::read_network(HostSample& sample) {
  const SteadyTime now = clock_.steady_now();
  auto devices = value_of(root_.read_as(root_.of_host_process("net/dev"), parse_network),
                          HostPart::Network, sample);
  if (!devices) {
    last_network_.reset();
    return;
  }
  NetworkReading reading{now, std::move(*devices)};
  sample.network = make_network(reading);
  last_network_ = std::move(reading);
}

HostNetwork Sampler::make_network(const NetworkReading& now) const {
  HostNetwork network;
  network.device_count = now.devices.size();
  const auto carries = carries_traffic(now.devices, [this](std::string_view device) {
    return root_.exists("sys/class/net/" + std::string(device) + "/device");
  });
  std::vector<NetworkDevice> others;
  for (std::size_t i = 0; i < now.devices.size(); ++i) {
    NetworkDevice one{now.devices[i], {}};
    if (carries[i]) {
      // Many devices have none: not a failure.
      if (const auto speed = root_.read("sys/class/net/" + one.counters.device + "/speed"))
        one.link_bits_per_second = parse_link_speed(*speed);
    }
    if (last_network_) {
      const auto before =
          std::ranges::find(last_network_->devices, one.counters.device, &NetworkCounters::device);
      if (before != last_network_->devices.end()) {
        one.rates =
            network_rates(*before, one.counters, to_seconds(now.time - last_network_->time));
      }
    }
    if (carries[i]) {
      add(network.total.receive_bits_per_second, one.rates.receive_bits_per_second);
      add(network.total.transmit_bits_per_second, one.rates.transmit_bits_per_second);
    }
    (carries[i] ? network.devices : others).push_back(std::move(one));
  }
  std::ranges::move(others, std::back_inserter(network.devices));
  if (network.devices.size() > kMaxListedDevices) network.devices.resize(kMaxListedDevices);
  return network;
}

void Sampler::read_udp(HostSample& sample) const {
  sample.udp_receive_buffer_errors =
      value_of(root_.read_as(root_.of_host_process("net/snmp"), parse_udp_receive_buffer_errors),
               HostPart::Udp, sample);
  const std::string snmp6 = root_.of_host_process("net/snmp6");
  if (!root_.exists(snmp6)) return;
  sample.udp6_receive_buffer_errors =
      value_of(root_.read_as(snmp6, parse_udp6_receive_buffer_errors), HostPart::Udp, sample);
}

void Sampler::read_disks(HostSample& sample) const {
  if (options_.mounts.empty()) return;
  const auto mounts = value_of(root_.read_as(root_.of_host_process("mountinfo"), parse_mounts),
                               HostPart::Disk, sample);
  for (const std::string& mount : options_.mounts) {
    const auto space = value_of(read_disk_space_(root_.path(mount)), HostPart::Disk, sample);
    if (!space) continue;
    const MountedDevice* mounted = mounts ? find_mount(*mounts, mount) : nullptr;
    sample.disks.push_back({mount, mounted ? std::optional(*mounted) : std::nullopt, *space});
  }
}

}  // namespace mtxmon
