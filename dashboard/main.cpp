// mediamtx-dashboard: the live page, its REST API and its WebSocket, from Redis. Never talks to
// MediaMTX.
#include <cstdio>
#include <random>
#include <stop_token>
#include <string_view>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/base/command_line.h"
#include "core/base/log.h"
#include "core/base/signals.h"
#include "core/base/version.h"
#include "core/history/tier_settings.h"
#include "core/metrics/program_metrics.h"
#include "core/store/redis_store.h"
#include "core/web/route_prefix.h"
#include "core/web/web_server.h"
#include "dashboard/answer.h"
#include "dashboard/api.h"
#include "dashboard/assets.h"
#include "dashboard/connections_api.h"
#include "dashboard/dashboard_metrics.h"
#include "dashboard/export_command.h"
#include "dashboard/feed_requests.h"
#include "dashboard/history_api.h"
#include "dashboard/mutes_api.h"
#include "dashboard/page_settings.h"
#include "dashboard/records_api.h"
#include "dashboard/schema_view.h"
#include "dashboard/watcher.h"

namespace mtxmon {
namespace {

// Tells a page that reconnects whether it still talks to the same run of this program.
std::string random_word() {
  constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";
  std::random_device random;
  std::string word(12, ' ');
  for (char& letter : word) letter = kLetters[random() % kLetters.size()];
  return word;
}

int serve(const Settings& settings, const RedisAddress& redis, const std::string& route_prefix) {
  StopSignals signals;
  const SystemClock clock;
  std::stop_source hang_up;  // ends what waits for Redis
  RedisStore store(
      {.address = redis, .key_prefix = settings.text("redis.prefix"), .stop = hang_up.get_token()});
  WebServer server({.listen_address = settings.text("web.listen-address"),
                    .allow_unauthenticated = settings.enabled("web.allow-unauthenticated"),
                    .allowed_hosts = settings.list("web.allowed-hosts"),
                    .allowed_origins = settings.list("web.allowed-origins"),
                    .route_prefix = route_prefix,
                    .max_websockets = static_cast<int>(settings.integer("web.max-clients"))});
  ProgramMetrics metrics("mediamtx_dashboard");
  const std::string instance = random_word();
  Watcher watcher(
      store,
      {.address = redis, .key_prefix = settings.text("redis.prefix"), .stop = hang_up.get_token()},
      clock, settings.duration("streams.remember"), instance,
      [&server](std::shared_ptr<const LiveFrame> frame) { server.publish(std::move(frame)); });
  const NewestState newest = [&watcher] { return watcher.state(); };
  const Api api(newest, clock);
  ConnectionsApi connections(newest);
  const HistoryApi history(store, newest, clock, tier_retention(settings));
  const RecordsApi records(store, newest, clock);
  const MutesApi mutes(store, newest, clock);
  const PageSettings page{.grafana_url = settings.text("grafana.url")};

  server.route("/api/v1/nodes", [&](const Request&) { return api.nodes(); });
  server.route("/api/v1/streams", [&](const Request&) { return api.streams(); });
  server.route("/api/v1/streams/", [&](const Request& request) { return api.stream(request); });
  server.route("/api/v1/connections",
               [&](const Request& request) { return connections.connections(request); });
  server.route("/api/v1/hosts", [&](const Request&) { return api.hosts(); });
  server.route("/api/v1/history", [&](const Request& request) { return history.history(request); });
  server.route("/api/v1/uptime", [&](const Request& request) { return history.uptime(request); });
  server.route("/api/v1/events", [&](const Request& request) { return records.events(request); });
  server.route("/api/v1/sessions",
               [&](const Request& request) { return records.sessions(request); });
  server.route("/api/v1/schema", [](const Request&) { return json_answer(schema_json()); });
  server.route("/api/v1/page", [&](const Request&) { return json_answer(page_json(page)); });
  server.route("/api/v1/mutes", [&](const Request& request) { return mutes.list(request); });
  server.action("/api/v1/mutes", [&](const Request& request) { return mutes.change(request); });
  server.route("/healthz", [](const Request&) { return Response::text("ok\n"); });
  server.route("/readyz", [&](const Request&) { return api.ready(); });
  server.route("/metrics", [&](const Request& request) {
    return metrics_page(request, [&](ExpositionWriter& out) {
      write_dashboard_metrics(out, *watcher.state(), server.stats());
      metrics.write(out, server.stats());
    });
  });
  server.route("/", serve_asset);
  server.live_route(
      "/api/v1/live",
      {.open = [&](const Request& request) { return read_handshake(request, instance); },
       .receive = [&](std::string_view text) { return read_message(text, instance); }});
  if (auto started = server.start(); !started) {
    spdlog::error("{}", started.error().message);
    return kExitFailed;
  }
  spdlog::info("version={} revision={} listening on {}", kVersion, kRevision, server.url());
  spdlog::info("{} received, ending", signals.wait());
  watcher.request_stop();
  hang_up.request_stop();
  server.stop();
  return kExitOk;
}

int run(int argc, char** argv) {
  if (argc >= 2 && std::string_view(argv[1]) == "export") return run_export(argc - 1, argv + 1);
  const auto parsed =
      parse_command_line(Program::Dashboard,
                         "Serves the live page of MediaMTX streams from Redis. Reports of their "
                         "history: mediamtx-dashboard export --help.",
                         {}, argc, argv);
  if (const int* code = std::get_if<int>(&parsed)) return *code;
  const CommandLine& line = std::get<CommandLine>(parsed);
  const auto usage_error = [](const Error& error) {
    std::fprintf(stderr, "mediamtx-dashboard: %s\n", error.message.c_str());
    return kExitUsage;
  };
  if (auto good = setup_logging("mediamtx-dashboard", line.settings.text("log.level")); !good) {
    return usage_error(good.error());
  }
  if (auto good = check_grafana_url(line.settings.text("grafana.url")); !good) {
    return usage_error(Error{fmt::format("{}: grafana.url: {}", line.settings.origin("grafana.url"),
                                         good.error().message)});
  }
  const auto redis = redis_address_of(line.settings);
  if (!redis) return usage_error(redis.error());
  const auto route_prefix = parse_route_prefix(line.settings.text("web.route-prefix"));
  if (!route_prefix) return usage_error(route_prefix.error());
  if (line.check_only) return finish_check(Program::Dashboard);
  return serve(line.settings, *redis, *route_prefix);
}

}  // namespace
}  // namespace mtxmon

int main(int argc, char** argv) { return mtxmon::run(argc, argv); }
