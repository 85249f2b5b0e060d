#include "agent/agent_pages.h"

#include <fmt/format.h>

#include "agent/host_metrics.h"
#include "core/base/version.h"
#include "core/model/json_writer.h"

namespace mtxmon {
namespace {

void write_own_metrics(ExpositionWriter& out, const WriterState& redis,
                       std::uint64_t missed_ticks) {
  const auto counter = [&](std::string_view name, std::string_view help, std::uint64_t value) {
    out.family(name, MetricType::Counter, help);
    out.sample("", value);
  };
  out.family("mediamtx_agent_redis_connected", MetricType::Gauge, "1 while Redis is connected.");
  out.sample("", std::uint64_t{redis.connected ? 1U : 0U});
  counter("mediamtx_agent_redis_writes_total", "Samples written to Redis.", redis.written_total);
  counter("mediamtx_agent_redis_errors_total", "Failed connections to Redis and error replies.",
          redis.errors_total);
  counter("mediamtx_agent_redis_history_dropped_total",
          "History samples given up because Redis was away for too long.", redis.dropped_total);
  counter("mediamtx_agent_redis_trimmed_chunks_total",
          "Oldest chunks of history removed because Redis was out of memory.", redis.trimmed_total);
  counter("mediamtx_agent_missed_ticks_total",
          "Readings skipped because the one before took longer than the interval.", missed_ticks);
}

}  // namespace

Response AgentPages::metrics(const Request& request) const {
  return metrics_page(request, [&](ExpositionWriter& out) {
    write_host_metrics(out, host_, fresh_sample().get());
    write_own_metrics(out, sources_.redis(), sources_.missed_ticks());
    program_.write(out, sources_.web());
  });
}

Response AgentPages::ready() const {
  const WriterState redis = sources_.redis();
  const auto sample = latest_.copy();
  const SteadyTime now = clock_.steady_now();
  const bool fresh = sample != nullptr && sample->fresh(now);
  const bool ready = redis.connected && fresh;

  std::string text;
  JsonWriter json(text);
  json.begin_object().member("ready", ready);
  json.key("redis").begin_object().member("ok", redis.connected);
  if (!redis.error.empty()) json.member("error", redis.error);
  json.end_object();
  json.key("sample").begin_object().member("fresh", fresh);
  if (sample != nullptr) json.member("age_seconds", to_seconds(now - sample->measured_at));
  json.end_object().end_object();
  return Response::json(std::move(text), ready ? 200 : 503);
}

Response AgentPages::home(const Request& request) {
  if (request.path != "/") {
    return Response::error(404, "not here; this program serves /metrics, /healthz and /readyz");
  }
  return Response::text(fmt::format("mediamtx-agent {}\nHost metrics: /metrics\n", kVersion));
}

std::shared_ptr<const HostSample> AgentPages::fresh_sample() const {
  auto sample = latest_.copy();
  return sample != nullptr && sample->fresh(clock_.steady_now()) ? sample : nullptr;
}

}  // namespace mtxmon
