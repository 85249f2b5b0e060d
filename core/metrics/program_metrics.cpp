#include "core/metrics/program_metrics.h"

#include "core/base/version.h"
#include "core/metrics/process_stats.h"

namespace mtxmon {
namespace {

template <typename T>
void write_process(ExpositionWriter& out, std::string_view name, MetricType type,
                   std::string_view help, const std::optional<T>& value) {
  if (!value) return;
  out.family(name, type, help);
  out.sample("", *value);
}

void write_web(ExpositionWriter& out, const std::string& prefix, const WebServerStats& web) {
  const auto counter = [&](std::string_view name, std::string_view help, std::uint64_t value) {
    out.family(prefix + std::string(name), MetricType::Counter, help);
    out.sample("", value);
  };
  counter("_http_requests_total", "HTTP requests answered.", web.requests_total);
  counter("_http_errors_total", "HTTP requests answered with status 500 or above.",
          web.errors_total);
  counter("_http_refused_total", "Requests refused before a handler: Host, Origin, no place.",
          web.refused_total);
}

// Does `accept` prefer OpenMetrics 1.0 to the plain text format? Prometheus names its favourite
// first and by q-value.
bool prefers_openmetrics(std::string_view accept) {
  double openmetrics = 0;
  double text = 0;
  while (!accept.empty()) {
    const auto comma = accept.find(',');
    const std::string_view item = accept.substr(0, comma);
    accept.remove_prefix(comma == std::string_view::npos ? accept.size() : comma + 1);
    double quality = 1;
    if (const auto q = item.find("q="); q != std::string_view::npos) {
      quality = 0;
      double scale = 1;
      bool fraction = false;
      for (const char c : item.substr(q + 2)) {
        if (c == '.') {
          fraction = true;
        } else if (c >= '0' && c <= '9') {
          if (fraction) scale /= 10;
          quality = fraction ? quality + (c - '0') * scale : (c - '0');
        } else {
          break;
        }
      }
    }
    if (item.find("application/openmetrics-text") != std::string_view::npos) {
      const auto version = item.find("version=");
      if (version == std::string_view::npos || item.substr(version + 8).starts_with("1.0") ||
          item.substr(version + 8).starts_with("\"1.0")) {
        openmetrics = std::max(openmetrics, quality);
      }
    } else if (item.find("text/plain") != std::string_view::npos ||
               item.find("*/*") != std::string_view::npos) {
      text = std::max(text, quality);
    }
  }
  return openmetrics > 0 && openmetrics >= text;
}

}  // namespace

void ProgramMetrics::write(ExpositionWriter& out, const WebServerStats& web) const {
  out.family(prefix_ + "_build_info", MetricType::Gauge,
             "Version of this program; the value is always 1.");
  out.sample(label_text({{"version", kVersion}, {"revision", kRevision}, {"compiler", kCompiler}}),
             std::uint64_t{1});
  write_web(out, prefix_, web);
  out.families(registry_.Collect());
  const ProcessStats process = read_process_stats();
  write_process(out, "process_cpu_seconds_total", MetricType::Counter,
                "User and system CPU time of this process.", process.cpu_seconds_total);
  write_process(out, "process_resident_memory_bytes", MetricType::Gauge,
                "Resident memory of this process.", process.resident_memory_bytes);
  write_process(out, "process_virtual_memory_bytes", MetricType::Gauge,
                "Virtual memory of this process.", process.virtual_memory_bytes);
  write_process(out, "process_open_fds", MetricType::Gauge,
                "Open file descriptors of this process.", process.open_fds);
  write_process(out, "process_max_fds", MetricType::Gauge,
                "Limit of open file descriptors of this process.", process.max_fds);
  write_process(out, "process_threads", MetricType::Gauge, "Threads of this process.",
                process.threads);
  write_process(out, "process_start_time_seconds", MetricType::Gauge,
                "Start of this process as Unix time.", process.start_time_seconds);
}

Response metrics_page(const Request& request, const std::function<void(ExpositionWriter&)>& write) {
  const bool openmetrics = prefers_openmetrics(request.header("accept").value_or(""));
  ExpositionWriter out(openmetrics ? ExpositionWriter::Format::OpenMetrics
                                   : ExpositionWriter::Format::Text);
  write(out);
  Response response = Response::text(std::move(out).finish());
  response.content_type = openmetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                      : "text/plain; version=0.0.4; charset=utf-8";
  response.headers.emplace_back("Vary", "Accept");
  return response;
}

}  // namespace mtxmon
