#include "core/metrics/program_metrics.h"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>
#include <prometheus/counter.h>

namespace mtxmon {
namespace {

constexpr std::string_view kText = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view kOpenMetrics =
    "application/openmetrics-text; version=1.0.0; charset=utf-8";

Response answer(const Headers& headers) {
  Request request;
  request.method = "GET";
  request.path = "/metrics";
  request.headers = headers;
  return metrics_page(request, [](ExpositionWriter& out) {
    out.family("a_total", MetricType::Counter, "A.");
    out.sample("", 1.0);
  });
}

TEST(MetricsPage, NegotiatesTheFormat) {
  const struct {
    const char* accept;
    bool openmetrics;
  } rows[] = {
      {"", false},
      {"*/*", false},
      {"text/plain", false},
      {"text/html,application/xhtml+xml,*/*;q=0.8", false},
      {"application/openmetrics-text", true},
      {"application/openmetrics-text; version=1.0.0", true},
      {"application/openmetrics-text;version=\"1.0.0\"", true},
      {"application/openmetrics-text; version=0.0.1", false},
      {"application/openmetrics-text; version=2.0.0", false},
      {"application/openmetrics-text;q=0", false},
      {"application/openmetrics-text;q=0.5,text/plain;q=0.9", false},
      {"application/openmetrics-text;q=0.9,text/plain;q=0.5", true},
      {"text/plain;q=0.5, application/openmetrics-text;q=0.75", true},
      {"text/plain, application/openmetrics-text", true},
      {"application/openmetrics-text;q=zero", false},
      {"application/openmetrics-text;q=", false},
      {",,;q=,", false},
      // Prometheus 2.42
      {"application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0."
       "75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
       true},
      // Prometheus 3
      {"application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/"
       "openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
       "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
       true},
      // Prometheus 3 that was told to scrape PrometheusText0.0.4
      {"text/plain;version=0.0.4;q=0.6,*/*;q=0.5", false},
  };
  for (const auto& row : rows) {
    const Response response = answer({{"Accept", row.accept}});
    EXPECT_EQ(response.content_type, row.openmetrics ? kOpenMetrics : kText) << row.accept;
    EXPECT_EQ(response.body->ends_with("# EOF\n"), row.openmetrics) << row.accept;
  }
}

TEST(MetricsPage, WithoutAcceptIsText) {
  const Response response = answer({});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, kText);
  EXPECT_EQ(*response.body, "# HELP a_total A.\n# TYPE a_total counter\na_total 1\n");
}

TEST(MetricsPage, TellsCachesThatItDependsOnAccept) {
  const Response response = answer({});
  EXPECT_NE(std::find(response.headers.begin(), response.headers.end(),
                      std::pair<std::string, std::string>("Vary", "Accept")),
            response.headers.end());
}

TEST(ProgramMetrics, WritesBuildWebRegistryAndProcess) {
  ProgramMetrics metrics("mediamtx_test");
  prometheus::BuildCounter()
      .Name("mediamtx_test_polls_total")
      .Help("Polls.")
      .Register(metrics.registry())
      .Add({})
      .Increment(2);
  WebServerStats web;
  web.requests_total = 11;
  web.errors_total = 12;
  web.refused_total = 13;
  ExpositionWriter out(ExpositionWriter::Format::Text);
  metrics.write(out, web);
  const std::string text = std::move(out).finish();
  for (const char* part :
       {"\nmediamtx_test_build_info{version=\"", "\",revision=\"", "\",compiler=\"",
        "\nmediamtx_test_http_requests_total 11\n", "\nmediamtx_test_http_errors_total 12\n",
        "\nmediamtx_test_http_refused_total 13\n", "\nmediamtx_test_polls_total 2\n",
        "\nprocess_cpu_seconds_total ", "\nprocess_resident_memory_bytes ",
        "\nprocess_virtual_memory_bytes ", "\nprocess_open_fds ", "\nprocess_max_fds ",
        "\nprocess_threads ", "\nprocess_start_time_seconds "}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " is not in\n" << text;
  }
}

// One family twice, or a sample outside its family, makes Prometheus refuse the page.
TEST(ProgramMetrics, EverySampleStandsUnderItsFamily) {
  ProgramMetrics metrics("mediamtx_test");
  ExpositionWriter out(ExpositionWriter::Format::Text);
  metrics.write(out, {});
  std::istringstream lines(std::move(out).finish());
  std::vector<std::string> families;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP ")) {
      const std::string name = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_EQ(std::find(families.begin(), families.end(), name), families.end()) << name;
      families.push_back(name);
    } else if (!line.starts_with("#")) {
      ASSERT_FALSE(families.empty());
      EXPECT_TRUE(line.starts_with(families.back())) << line;
    }
  }
  EXPECT_GT(families.size(), 5U);
}

}  // namespace
}  // namespace mtxmon
