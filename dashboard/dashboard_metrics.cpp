#include "dashboard/dashboard_metrics.h"

namespace mtxmon {

void write_dashboard_metrics(ExpositionWriter& out, const State& state, const WebServerStats& web) {
  out.family("mediamtx_dashboard_redis_up", MetricType::Gauge,
             "Whether the dashboard can read Redis.");
  out.sample("", std::uint64_t{state.redis.ok ? 1U : 0U});
  out.family("mediamtx_dashboard_websocket_clients", MetricType::Gauge,
             "Pages connected to the live feed.");
  out.sample("", web.websocket_clients);
  out.family("mediamtx_dashboard_websocket_frames_total", MetricType::Counter,
             "Messages sent to pages.");
  out.sample("", web.websocket_frames_total);
  out.family("mediamtx_dashboard_websocket_skipped_frames_total", MetricType::Counter,
             "Messages replaced by a newer one before a slow page took them.");
  out.sample("", web.websocket_skipped_total);
  out.family("mediamtx_dashboard_websocket_dropped_clients_total", MetricType::Counter,
             "Pages disconnected because they stopped reading.");
  out.sample("", web.websocket_dropped_total);
}

}  // namespace mtxmon
