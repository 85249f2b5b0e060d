// ProgramMetrics: what each of our programs tells about itself, and the frame of its /metrics page.
//
// Owned by main. registry() takes the program's own counters and histograms (prometheus-cpp,
// thread-safe); write() may be called from any thread.
#pragma once

#include <functional>
#include <string>

#include <prometheus/registry.h>

#include "core/metrics/exposition.h"
#include "core/web/http_types.h"
#include "core/web/web_server.h"

namespace mtxmon {

class ProgramMetrics {
 public:
  explicit ProgramMetrics(std::string prefix)
      : prefix_(std::move(prefix)) {}  // "mediamtx_exporter"

  [[nodiscard]] prometheus::Registry& registry() { return registry_; }

  // <prefix>_build_info, <prefix>_http_*, the registry, and the standard process_* metrics.
  void write(ExpositionWriter& out, const WebServerStats& web) const;

 private:
  const std::string prefix_;
  prometheus::Registry registry_;
};

// Text 0.0.4 or OpenMetrics, as the Accept header prefers.
[[nodiscard]] Response metrics_page(const Request& request,
                                    const std::function<void(ExpositionWriter&)>& write);

}  // namespace mtxmon
