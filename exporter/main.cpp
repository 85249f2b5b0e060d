// mediamtx-exporter: polls MediaMTX once for everybody; Redis and /metrics get the result.
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <prometheus/histogram.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "core/base/command_line.h"
#include "core/base/log.h"
#include "core/base/signals.h"
#include "core/base/version.h"
#include "core/history/tier_settings.h"
#include "core/http/curl_http_client.h"
#include "core/metrics/program_metrics.h"
#include "core/model/encode.h"
#include "core/model/encode_record.h"
#include "core/store/redis_writer.h"
#include "core/web/web_server.h"
#include "exporter/agent_host.h"
#include "exporter/exporter_pages.h"
#include "exporter/poll_rules.h"
#include "exporter/poller.h"
#include "exporter/snapshot_writes.h"

namespace mtxmon {
namespace {

using Pollers = std::vector<std::unique_ptr<Poller>>;

Pollers make_pollers(const std::vector<NodeSettings>& nodes, const std::vector<PollRules>& rules,
                     const Clock& clock) {
  Pollers pollers;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    pollers.push_back(std::make_unique<Poller>(nodes[i], rules[i], clock));
  return pollers;
}

// --once: an object for one node, an array for several.
int print_once(const Pollers& pollers) {
  bool all_up = true;
  std::string out;
  for (const auto& poller : pollers) {
    const auto snapshot = poller->poll_once(std::stop_token());
    all_up = all_up && snapshot->up;
    if (!snapshot->up)
      std::fprintf(stderr, "mediamtx-exporter: %s: %s\n", poller->node().c_str(),
                   snapshot->error.c_str());
    out += (out.empty() ? "" : ",\n") + encode_snapshot(*snapshot);
  }
  std::printf("%s\n", pollers.size() == 1 ? out.c_str() : ("[" + out + "]").c_str());
  return all_up ? kExitOk : kExitFailed;
}

std::string own_host_name() {
  std::array<char, 256> host{};
  return gethostname(host.data(), host.size() - 1) == 0 ? host.data() : "";
}

// Only one process can listen at an address, so host and address name it, also after a crash. With
// a port that the system chooses there is no such name.
std::string lease_owner(const std::string& listen_address) {
  const std::string host = own_host_name();
  return listen_address.ends_with(":0") || host.empty()
             ? ""
             : fmt::format("exporter@{}/{}", host, listen_address);
}

// The pollers by the name of the agent's host that their server runs on.
using PollersByHost = std::map<std::string, std::vector<Poller*>>;

PollersByHost pollers_by_host(const Settings& settings, const Pollers& pollers) {
  PollersByHost by_host;
  const std::string own_host = own_host_name();
  for (std::size_t i = 0; i < pollers.size(); ++i) {
    const std::string host = agent_host(settings.nodes()[i], own_host);
    if (!host.empty()) by_host[host].push_back(pollers[i].get());
  }
  return by_host;
}

// Other programs may write there, too.
std::vector<Mute> readable_mutes(const std::vector<std::string>& texts) {
  std::vector<Mute> mutes;
  for (const std::string& text : texts) {
    auto mute = parse_mute(text);
    if (mute) {
      mutes.push_back(std::move(*mute));
    } else {
      spdlog::warn("a mute in Redis is unreadable: {}", printable(mute.error().message));
    }
  }
  return mutes;
}

int serve(const Settings& settings, const RedisAddress& redis, const Pollers& pollers,
          const Clock& clock) {
  StopSignals signals;
  ProgramMetrics metrics("mediamtx_exporter");
  auto& poll_seconds = prometheus::BuildHistogram()
                           .Name("mediamtx_exporter_poll_duration_seconds")
                           .Help("Time of one whole poll of a MediaMTX server.")
                           .Register(metrics.registry());
  const Keys keys(settings.text("redis.prefix"));
  RedisWriter::Options options;
  options.address = redis;
  options.key_prefix = settings.text("redis.prefix");
  options.client_name = "mediamtx-exporter:writer";
  options.take_leases = true;
  options.lease_owner = lease_owner(settings.text("web.listen-address"));
  options.retention = tier_retention(settings);
  options.remember = settings.duration("streams.remember");
  // Renewed by each poll, and a poll that hangs takes all of its time.
  options.lease = std::max<std::chrono::milliseconds>(
      options.lease, 2 * (settings.duration("poll.interval") + settings.duration("poll.timeout")));
  const PollersByHost by_host = pollers_by_host(settings, pollers);
  for (const auto& [host, some] : by_host) options.hosts.push_back(host);
  options.on_host = [&by_host](const std::string& host, const std::string& latest) {
    const auto load = decode_host(latest);
    if (!load) return;  // an agent of another version: as if there were none
    for (Poller* poller : by_host.at(host)) poller->note_host(*load);
  };
  options.on_mutes = [&pollers](const std::vector<std::string>& texts) {
    const auto mutes = std::make_shared<const std::vector<Mute>>(readable_mutes(texts));
    for (const auto& poller : pollers) poller->note_mutes(mutes);
  };
  std::vector<std::string> nodes;
  for (const auto& poller : pollers) nodes.push_back(poller->node());
  options.record_identity = record_identity;
  const auto restore = [&](const FoundDocument& found) -> std::optional<WallTime> {
    const auto poller = std::ranges::find(
        pollers, found.source, [](const auto& one) -> const std::string& { return one->node(); });
    auto remembered = decode_remembered(found.latest);
    if (!remembered) {
      spdlog::warn("node={} starts afresh: {}", found.source, remembered.error().message);
      (*poller)->remember(std::nullopt, found.number);
      return std::nullopt;
    }
    remembered->ours = found.ours;
    // Of polls that failed it told nothing but that.
    const auto seen_until = remembered->collected_at;
    (*poller)->remember(std::move(*remembered), found.number);
    return seen_until;
  };
  RedisWriter writer(options, nodes, restore);

  ExporterPages pages(pollers, writer, metrics, clock);
  WebServer server({.listen_address = settings.text("web.listen-address"),
                    .allow_unauthenticated = settings.enabled("web.allow-unauthenticated"),
                    .allowed_hosts = settings.list("web.allowed-hosts"),
                    .http_workers = 4});
  pages.add_to(server);
  if (auto started = server.start(); !started) {
    spdlog::error("{}", started.error().message);
    return kExitFailed;
  }
  spdlog::info("version={} revision={} listening on {}", kVersion, kRevision, server.url());
  for (const auto& poller : pollers) {
    auto& histogram =
        poll_seconds.Add({{"node", poller->node()}},
                         prometheus::Histogram::BucketBoundaries{0.002, 0.005, 0.01, 0.025, 0.05,
                                                                 0.1, 0.25, 0.5, 1, 2.5, 5});
    poller->start([&, keys](const Poller::SnapshotPtr& snapshot, std::uint64_t restored_from) {
      histogram.Observe(snapshot->poll_duration_seconds);
      SourceWrite write = make_write(*snapshot, keys);
      write.restored_from = restored_from;
      writer.submit(std::move(write));
    });
  }
  spdlog::info("{} received, ending", signals.wait());
  for (const auto& poller : pollers) poller->request_stop();
  server.stop();
  for (const auto& poller : pollers) poller->stop();
  return kExitOk;
}

int run(int argc, char** argv) {
  const auto parsed = parse_command_line(
      Program::Exporter, "Polls MediaMTX servers and gives what it finds to Prometheus and Redis.",
      {{"once", "poll once, print the snapshot as JSON and end; needs no Redis"}}, argc, argv);
  if (const int* code = std::get_if<int>(&parsed)) return *code;
  const CommandLine& line = std::get<CommandLine>(parsed);
  const auto usage_error = [](const Error& error) {
    std::fprintf(stderr, "mediamtx-exporter: %s\n", error.message.c_str());
    return kExitUsage;
  };
  if (auto good = setup_logging("mediamtx-exporter", line.settings.text("log.level")); !good) {
    return usage_error(good.error());
  }
  const auto redis = redis_address_of(line.settings);
  if (!redis) return usage_error(redis.error());
  std::vector<PollRules> rules;
  for (const NodeSettings& node : line.settings.nodes()) {
    auto of_node = poll_rules_of(line.settings, node);
    if (!of_node) return usage_error(of_node.error());
    of_node->origin = {agent_host(node, own_host_name()),
                       this_program(line.settings.text("web.listen-address"))};
    rules.push_back(std::move(*of_node));
  }
  if (line.check_only) return finish_check(Program::Exporter);

  const CurlLibrary curl;
  const SystemClock clock;
  const Pollers pollers = make_pollers(line.settings.nodes(), rules, clock);
  return line.switches.empty() ? serve(line.settings, *redis, pollers, clock) : print_once(pollers);
}

}  // namespace
}  // namespace mtxmon

int main(int argc, char** argv) { return mtxmon::run(argc, argv); }
