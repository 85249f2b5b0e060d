// mediamtx-agent: host metrics into Redis and on /metrics. Start-up, wiring and the end.
#include <cstdio>
#include <memory>
#include <utility>
#include <variant>

#include <spdlog/spdlog.h>
#include <unistd.h>

#include "agent/agent_pages.h"
#include "agent/agent_setup.h"
#include "agent/host_json.h"
#include "agent/sampler.h"
#include "core/base/command_line.h"
#include "core/base/log.h"
#include "core/base/periodic.h"
#include "core/base/signals.h"
#include "core/base/version.h"
#include "core/history/tier_settings.h"
#include "core/store/redis_writer.h"
#include "core/web/web_server.h"

namespace mtxmon {
namespace {

int usage_error(const Error& error) {
  std::fprintf(stderr, "mediamtx-agent: %s\n", error.message.c_str());
  return kExitUsage;
}

int run(const CommandLine& line) {
  const Settings& settings = line.settings;
  if (auto logging = setup_logging("mediamtx-agent", settings.text("log.level")); !logging) {
    return usage_error(logging.error());
  }
  const auto setup = make_agent_setup(settings);
  if (!setup) return usage_error(setup.error());
  if (line.check_only) return finish_check(Program::Agent);
  spdlog::info("host={} redis={}", setup->host, setup->redis.display());

  StopSignals stop_signals;
  const SystemClock clock;
  const Keys keys(settings.text("redis.prefix"));
  LatestSample latest;
  RedisWriter::Options redis;
  redis.address = setup->redis;
  redis.key_prefix = settings.text("redis.prefix");
  redis.client_name = "mediamtx-agent:writer";
  redis.retention = tier_retention(settings);
  redis.remember = settings.duration("streams.remember");
  RedisWriter writer(redis, {}, nullptr);

  Sampler sampler({.host = setup->host,
                   .agent = this_program(settings.text("web.listen-address")),
                   .mounts = setup->mounts,
                   .interval = settings.duration("poll.interval"),
                   .ticks_per_second = ::sysconf(_SC_CLK_TCK),
                   .page_bytes = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))},
                  setup->root, clock);
  std::string last_error;
  Periodic sampling("sampler", settings.duration("poll.interval"), [&](const std::stop_token&) {
    auto sample = std::make_shared<const HostSample>(sampler.sample());
    if (std::string error = sample->error(); error != std::exchange(last_error, error)) {
      spdlog::warn("not readable: {}", error.empty() ? "nothing any more" : printable(error, 1000));
    }
    writer.submit(host_write(*sample));
    latest.set(std::move(sample));
  });
  sampling.start();

  WebServerOptions web_options;
  web_options.listen_address = settings.text("web.listen-address");
  web_options.allow_unauthenticated = settings.enabled("web.allow-unauthenticated");
  web_options.allowed_hosts = settings.list("web.allowed-hosts");
  web_options.http_workers = 4;
  WebServer web(web_options);
  const AgentPages pages(setup->host, latest, clock,
                         {.redis = [&] { return writer.state(); },
                          .missed_ticks = [&] { return sampling.missed_ticks(); },
                          .web = [&] { return web.stats(); }});
  web.route("/metrics", [&](const Request& request) { return pages.metrics(request); });
  web.route("/healthz", [](const Request&) { return Response::text("ok"); });
  web.route("/readyz", [&](const Request&) { return pages.ready(); });
  web.route("/", AgentPages::home);
  if (auto started = web.start(); !started) {
    spdlog::error("{}", started.error().message);
    return kExitFailed;
  }
  spdlog::info("version={} revision={} listening on {}", kVersion, kRevision, web.url());
  spdlog::info("{} received, ending", stop_signals.wait());
  web.stop();  // before the pages that its threads use
  return kExitOk;
}

}  // namespace
}  // namespace mtxmon

int main(int argc, char** argv) {
  const auto line = mtxmon::parse_command_line(
      mtxmon::Program::Agent,
      "Reads CPU, memory, load, network and disks of this host from /proc and /sys, writes them to "
      "Redis\nand serves them on /metrics.",
      {}, argc, argv);
  if (const int* code = std::get_if<int>(&line)) return *code;
  return mtxmon::run(std::get<mtxmon::CommandLine>(line));
}
