#include "exporter/exporter_pages.h"

#include <fmt/format.h>

#include "core/base/version.h"
#include "core/model/json_writer.h"
#include "exporter/snapshot_metrics.h"

namespace mtxmon {
namespace {

// A poller is alive while its last poll began within this many intervals, plus the limit of one
// poll.
constexpr double kAliveIntervals = 3;

}  // namespace

void ExporterPages::add_to(WebServer& server) {
  server.route("/metrics", [this, &server](const Request& request) {
    return metrics_page(request,
                        [&](ExpositionWriter& out) { write_metrics(out, server.stats()); });
  });
  server.route("/healthz", [](const Request&) { return Response::text("ok\n"); });
  server.route("/readyz", [this](const Request&) { return ready(); });
  server.route("/", [](const Request& request) {
    if (request.path != "/")
      return Response::error(404, "there is /metrics, /healthz and /readyz here");
    return Response::text(fmt::format(
        "mediamtx-exporter {}\n\n/metrics   for Prometheus\n/healthz   is the process alive\n"
        "/readyz    is every MediaMTX server being polled\n",
        kVersion));
  });
}

void ExporterPages::write_metrics(ExpositionWriter& out, const WebServerStats& web) const {
  std::vector<Poller::SnapshotPtr> snapshots;
  for (const auto& poller : pollers_) {
    if (auto snapshot = poller->latest()) snapshots.push_back(std::move(snapshot));
  }
  write_snapshots(out, snapshots);
  out.family("mediamtx_exporter_missed_polls_total", MetricType::Counter,
             "Polls left out because the one before took longer than the interval.");
  for (const auto& poller : pollers_)
    out.sample(label_text({{"node", poller->node()}}), poller->missed_polls());
  const WriterState redis = writer_.state();
  out.family("mediamtx_exporter_redis_up", MetricType::Gauge,
             "Whether the exporter can write to Redis.");
  out.sample("", std::uint64_t{redis.connected ? 1U : 0U});
  out.family("mediamtx_exporter_redis_writes_total", MetricType::Counter,
             "Snapshots written to Redis.");
  out.sample("", redis.written_total);
  out.family("mediamtx_exporter_redis_errors_total", MetricType::Counter,
             "Failed connections and refused commands of Redis.");
  out.sample("", redis.errors_total);
  out.family("mediamtx_exporter_redis_dropped_samples_total", MetricType::Counter,
             "History samples given up because Redis was away for too long.");
  out.sample("", redis.dropped_total);
  out.family("mediamtx_exporter_redis_trimmed_chunks_total", MetricType::Counter,
             "Oldest chunks of history removed because Redis was out of memory.");
  out.sample("", redis.trimmed_total);
  out.family(
      "mediamtx_exporter_leader", MetricType::Gauge,
      "Whether this exporter writes the node to Redis (1) or stands by for another one (0).");
  for (const auto& [node, leads] : redis.leader)
    out.sample(label_text({{"node", node}}), std::uint64_t{leads ? 1U : 0U});
  metrics_.write(out, web);
}

Response ExporterPages::ready() const {
  std::string body;
  JsonWriter json(body);
  bool all_ready = true;
  json.begin_object().key("nodes").begin_array();
  for (const auto& poller : pollers_) {
    const auto snapshot = poller->latest();
    bool ready = false;
    json.begin_object().member("node", poller->node());
    if (snapshot) {
      const double age =
          std::chrono::duration<double>(clock_.wall_now() - snapshot->polled_at).count();
      ready = age < kAliveIntervals * snapshot->interval_seconds +
                        snapshot->poll_timeout_seconds.value_or(0);
      json.member("polled_seconds_ago", age).member("up", snapshot->up);
    }
    json.member("ready", ready).end_object();
    all_ready = all_ready && ready;
  }
  json.end_array().member("ready", all_ready).end_object();
  return Response::json(std::move(body), all_ready ? 200 : 503);
}

}  // namespace mtxmon
