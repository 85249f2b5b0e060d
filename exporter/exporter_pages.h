// What the exporter serves: /metrics, /healthz, /readyz and a landing page. Thread-safe: called by
// web workers.
#pragma once

#include <memory>
#include <vector>

#include "core/base/clock.h"
#include "core/metrics/program_metrics.h"
#include "core/store/redis_writer.h"
#include "core/web/web_server.h"
#include "exporter/poller.h"

namespace mtxmon {

class ExporterPages {
 public:
  // All of them must outlive the server.
  ExporterPages(const std::vector<std::unique_ptr<Poller>>& pollers, const RedisWriter& writer,
                ProgramMetrics& metrics, const Clock& clock)
      : pollers_(pollers), writer_(writer), metrics_(metrics), clock_(clock) {}

  void add_to(WebServer& server);

 private:
  void write_metrics(ExpositionWriter& out, const WebServerStats& web) const;
  [[nodiscard]] Response ready() const;

  const std::vector<std::unique_ptr<Poller>>& pollers_;
  const RedisWriter& writer_;
  ProgramMetrics& metrics_;
  const Clock& clock_;
};

}  // namespace mtxmon
