// AgentPages: what the agent answers over HTTP, as functions of a request.
//
// Owned by main; every member may be called from many threads at once. Reads the newest sample and
// the writer's state, waits for nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "agent/host_sample.h"
#include "core/base/clock.h"
#include "core/base/guarded.h"
#include "core/metrics/program_metrics.h"
#include "core/store/redis_writer.h"
#include "core/web/http_types.h"
#include "core/web/web_server.h"

namespace mtxmon {

// The newest sample; null before the first one.
using LatestSample = Guarded<std::shared_ptr<const HostSample>>;

class AgentPages {
 public:
  // Where the pages look for what they show; the functions must be callable from any thread.
  struct Sources {
    std::function<WriterState()> redis;
    std::function<std::uint64_t()> missed_ticks;
    std::function<WebServerStats()> web;
  };

  // `latest` and `clock` outlive the pages.
  AgentPages(std::string host, const LatestSample& latest, const Clock& clock, Sources sources)
      : host_(std::move(host)), latest_(latest), clock_(clock), sources_(std::move(sources)) {}

  [[nodiscard]] Response metrics(const Request& request) const;  // /metrics
  // /readyz: 200 when Redis is connected and the newest sample is fresh, else 503; JSON says which.
  [[nodiscard]] Response ready() const;
  [[nodiscard]] static Response home(const Request& request);  // /

 private:
  // Null when there is none, or it is not fresh.
  [[nodiscard]] std::shared_ptr<const HostSample> fresh_sample() const;

  const std::string host_;
  const LatestSample& latest_;
  const Clock& clock_;
  const Sources sources_;
  const ProgramMetrics program_{"mediamtx_agent"};
};

}  // namespace mtxmon
