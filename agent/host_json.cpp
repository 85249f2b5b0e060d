#include "agent/host_json.h"

#include <algorithm>
#include <memory>

#include "core/base/time_text.h"
#include "core/history/history_poll.h"
#include "core/history/thing.h"
#include "core/model/json_writer.h"

namespace mtxmon {
namespace {

void write_cpu(JsonWriter& json, const HostSample& sample) {
  json.member("cpu_count", sample.cpu_count);
  if (!sample.cpu_ratio) return;
  json.member("cpu_usage_ratio", busy_ratio(*sample.cpu_ratio));
  json.key("cpu_ratio").begin_object();
  for (std::size_t mode = 0; mode < kCpuModes.size(); ++mode) {
    json.member(kCpuModes[mode], (*sample.cpu_ratio)[mode]);
  }
  json.end_object();
}

void write_load(JsonWriter& json, const Load& load) {
  json.member("load1", load.load1).member("load5", load.load5).member("load15", load.load15);
}

void write_memory(JsonWriter& json, const Memory& memory) {
  json.member("memory_total_bytes", memory.total_bytes)
      .member("memory_available_bytes", memory.available_bytes)
      .member("memory_used_bytes", memory.used_bytes())
      .member("swap_total_bytes", memory.swap_total_bytes)
      .member("swap_used_bytes", memory.swap_used_bytes());
}

void write_device(JsonWriter& json, const NetworkDevice& device) {
  const NetworkCounters& counters = device.counters;
  json.begin_object()
      .member("device", counters.device)
      .member("receive_bytes_total", counters.receive_bytes)
      .member("transmit_bytes_total", counters.transmit_bytes)
      .member("receive_bits_per_second", device.rates.receive_bits_per_second)
      .member("transmit_bits_per_second", device.rates.transmit_bits_per_second)
      .member("link_bits_per_second", device.link_bits_per_second)
      .member("receive_errors_total", counters.receive_errors)
      .member("transmit_errors_total", counters.transmit_errors)
      .member("receive_drops_total", counters.receive_drops)
      .member("transmit_drops_total", counters.transmit_drops)
      .end_object();
}

void write_disk(JsonWriter& json, const HostDisk& disk) {
  json.begin_object().member("mount", disk.mount);
  if (disk.mounted) {
    json.member("device", disk.mounted->device).member("fstype", disk.mounted->fstype);
  }
  json.member("size_bytes", disk.space.size_bytes)
      .member("available_bytes", disk.space.available_bytes)
      .member("used_bytes", disk.space.used_bytes)
      .end_object();
}

// Absent without any: there is none, or this agent may not see it.
void write_processes(JsonWriter& json, const HostSample& sample) {
  if (sample.processes.empty()) return;
  json.key("mediamtx_processes").begin_array();
  for (const HostProcess& process : sample.processes) {
    json.begin_object().member("pid", process.pid).member("cpu_cores", process.cpu_cores);
    json.member("resident_bytes", process.resident_bytes).member("threads", process.threads);
    if (sample.uptime_seconds) {
      json.member("uptime_seconds",
                  std::max(0.0, *sample.uptime_seconds - process.started_after_boot_seconds));
    }
    json.end_object();
  }
  json.end_array();
}

std::string notice_json(const HostSample& sample) {
  std::string text;
  JsonWriter(text)
      .begin_object()
      .member("type", "host")
      .member("host", sample.host)
      .member("seq", sample.seq)
      .member("collected_at", format_rfc3339(sample.collected_at))
      .end_object();
  return text;
}

HistoryPoll history_poll(const HostSample& sample) {
  HistoryPollBuilder poll;
  poll.begin(std::string(kHostThing));
  if (sample.cpu_ratio) poll.set(series_named("cpu_usage_ratio"), busy_ratio(*sample.cpu_ratio));
  if (sample.load) poll.set(series_named("load1"), sample.load->load1);
  if (sample.memory) {
    poll.set(series_named("memory_used_bytes"), sample.memory->used_bytes());
    poll.set(series_named("swap_used_bytes"), sample.memory->swap_used_bytes());
  }
  if (sample.network) {
    const auto& total = sample.network->total;
    poll.set(series_named("network_receive_bits_per_second"), total.receive_bits_per_second);
    poll.set(series_named("network_transmit_bits_per_second"), total.transmit_bits_per_second);
  }
  return poll.finish(sample.collected_at);
}

}  // namespace

std::string host_json(const HostSample& sample) {
  std::string text;
  JsonWriter json(text);
  json.begin_object()
      .member("schema", 1)
      .member("host", sample.host)
      .member("seq", sample.seq)
      .member("collected_at", format_rfc3339(sample.collected_at))
      .member("interval_seconds", to_seconds(sample.interval))
      .member("uptime_seconds", sample.uptime_seconds);
  if (sample.agent) write_program(json.key("agent"), *sample.agent);
  write_cpu(json, sample);
  if (sample.load) write_load(json, *sample.load);
  if (sample.memory) write_memory(json, *sample.memory);
  if (sample.network) {
    json.key("network").begin_array();
    for (const NetworkDevice& device : sample.network->devices) write_device(json, device);
    json.end_array();
  }
  json.key("disks").begin_array();
  for (const HostDisk& disk : sample.disks) write_disk(json, disk);
  json.end_array();
  write_processes(json, sample);
  json.key("error");
  if (sample.failures.empty()) {
    json.null();
  } else {
    json.value(sample.error());
  }
  json.end_object();
  return text;
}

SourceWrite host_write(const HostSample& sample) {
  SourceWrite write;
  write.kind = SourceKind::Host;
  write.source = sample.host;
  write.latest = std::make_shared<const std::string>(host_json(sample));
  write.notice = notice_json(sample);
  write.samples = history_poll(sample);
  return write;
}

}  // namespace mtxmon
