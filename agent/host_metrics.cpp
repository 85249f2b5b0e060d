#include "agent/host_metrics.h"

#include <string>

namespace mtxmon {
namespace {

constexpr std::uint64_t flag(bool set) { return set ? 1 : 0; }

// The families of one page, every sample with the label of the host.
class HostPage {
 public:
  HostPage(ExpositionWriter& out, std::string_view host)
      : out_(out), labels_(label_text({{"host", host}})) {}

  void gauge(std::string_view name, std::string_view help) {
    out_.family(name, MetricType::Gauge, help);
  }
  void counter(std::string_view name, std::string_view help) {
    out_.family(name, MetricType::Counter, help);
  }
  template <typename T>
  void sample(const T& value) {
    write(labels_, value);
  }
  template <typename T>
  void sample(std::string_view label, std::string_view label_value, const T& value) {
    write(labels_ + "," + label_text({{label, label_value}}), value);
  }

 private:
  void write(std::string_view labels, double value) { out_.sample(labels, value); }
  void write(std::string_view labels, std::uint64_t value) { out_.sample(labels, value); }
  template <typename T>
  void write(std::string_view labels, const std::optional<T>& value) {
    if (value) write(labels, *value);
  }

  ExpositionWriter& out_;
  const std::string labels_;
};

void write_cpu(HostPage& page, const HostSample& sample) {
  if (!sample.cpu_seconds) return;
  page.counter("mediamtx_host_cpu_seconds_total",
               "CPU time of the host since its boot, all CPUs together, by mode.");
  for (std::size_t mode = 0; mode < kCpuModes.size(); ++mode) {
    page.sample("mode", kCpuModes[mode], (*sample.cpu_seconds)[mode]);
  }
  page.gauge("mediamtx_host_cpus", "CPUs that are online.");
  page.sample(std::uint64_t{*sample.cpu_count});
  page.gauge("mediamtx_host_boot_time_seconds", "Start of the host as Unix time.");
  page.sample(sample.boot_time_seconds);
}

void write_load(HostPage& page, const Load& load) {
  page.gauge("mediamtx_host_load1", "Load average of the last minute.");
  page.sample(load.load1);
  page.gauge("mediamtx_host_load5", "Load average of the last 5 minutes.");
  page.sample(load.load5);
  page.gauge("mediamtx_host_load15", "Load average of the last 15 minutes.");
  page.sample(load.load15);
}

void write_memory(HostPage& page, const Memory& memory) {
  page.gauge("mediamtx_host_memory_total_bytes", "Memory of the host.");
  page.sample(memory.total_bytes);
  page.gauge("mediamtx_host_memory_available_bytes",
             "Memory that programs can still get without swapping, as the kernel estimates.");
  page.sample(memory.available_bytes);
  page.gauge("mediamtx_host_swap_total_bytes", "Swap space; 0 where swap is off.");
  page.sample(memory.swap_total_bytes);
  page.gauge("mediamtx_host_swap_free_bytes", "Swap space that is free.");
  page.sample(memory.swap_free_bytes);
}

void write_network(HostPage& page, const HostNetwork& network) {
  struct Row {
    std::string_view name;
    std::string_view help;
    std::uint64_t NetworkCounters::*counter;
  };
  static constexpr auto kRows = std::to_array<Row>({
      {"mediamtx_host_network_receive_bytes_total", "Bytes received by the network device.",
       &NetworkCounters::receive_bytes},
      {"mediamtx_host_network_transmit_bytes_total", "Bytes sent by the network device.",
       &NetworkCounters::transmit_bytes},
      {"mediamtx_host_network_receive_errors_total", "Packets received with an error.",
       &NetworkCounters::receive_errors},
      {"mediamtx_host_network_transmit_errors_total", "Packets that could not be sent.",
       &NetworkCounters::transmit_errors},
      {"mediamtx_host_network_receive_drops_total",
       "Packets received and dropped by the device or its driver.",
       &NetworkCounters::receive_drops},
      {"mediamtx_host_network_transmit_drops_total", "Packets dropped before they were sent.",
       &NetworkCounters::transmit_drops},
  });
  for (const Row& row : kRows) {
    page.counter(row.name, row.help);
    for (const NetworkDevice& one : network.devices) {
      page.sample("device", one.counters.device, one.counters.*row.counter);
    }
  }
  page.gauge("mediamtx_host_network_devices",
             "Network devices of the host; at most 64 of them have series of their own.");
  page.sample(std::uint64_t{network.device_count});
}

void write_udp(HostPage& page, const HostSample& sample) {
  page.counter("mediamtx_host_udp_receive_buffer_errors_total",
               "UDP datagrams lost because the receive buffer of a program was full; SRT and RTP "
               "see them as loss.");
  page.sample("ip_version", "4", sample.udp_receive_buffer_errors);
  page.sample("ip_version", "6", sample.udp6_receive_buffer_errors);
}

void write_disks(HostPage& page, const std::vector<HostDisk>& disks) {
  page.gauge("mediamtx_host_filesystem_size_bytes", "Size of the file system.");
  for (const HostDisk& one : disks) page.sample("mountpoint", one.mount, one.space.size_bytes);
  page.gauge("mediamtx_host_filesystem_avail_bytes",
             "Space left on the file system for programs that are not root.");
  for (const HostDisk& one : disks) page.sample("mountpoint", one.mount, one.space.available_bytes);
}

}  // namespace

void write_host_metrics(ExpositionWriter& out, std::string_view host, const HostSample* sample) {
  HostPage page(out, host);
  page.gauge("mediamtx_host_up",
             "1 when the newest reading of the host is not older than three intervals.");
  page.sample(flag(sample != nullptr));
  if (sample == nullptr) return;

  page.gauge("mediamtx_host_part_success", "1 when this part of the host could be read.");
  for (const HostPart part : kHostParts) {
    page.sample("part", part_word(part), flag(!sample->failed(part)));
  }
  write_cpu(page, *sample);
  if (sample->load) write_load(page, *sample->load);
  if (sample->memory) write_memory(page, *sample->memory);
  if (sample->network) write_network(page, *sample->network);
  write_udp(page, *sample);
  write_disks(page, sample->disks);
}

}  // namespace mtxmon
