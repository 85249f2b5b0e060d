#include "core/metrics/exposition.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/summary.h>

namespace mtxmon {
namespace {

using Format = ExpositionWriter::Format;

template <typename Write>
std::string page(Format format, Write write) {
  ExpositionWriter out(format);
  write(out);
  return std::move(out).finish();
}

TEST(Exposition, WritesAFamilyOnceBeforeItsSamples) {
  const auto write = [](ExpositionWriter& out) {
    out.family("a_bytes", MetricType::Gauge, "Bytes of a.");
    out.sample(label_text({{"node", "x"}}), std::uint64_t{1});
    out.sample("", 2.5);
  };
  const std::string expected =
      "# HELP a_bytes Bytes of a.\n# TYPE a_bytes gauge\na_bytes{node=\"x\"} 1\na_bytes 2.5\n";
  EXPECT_EQ(page(Format::Text, write), expected);
  EXPECT_EQ(page(Format::OpenMetrics, write), expected + "# EOF\n");
}

TEST(Exposition, AFamilyWithoutSamplesLeavesNothing) {
  const auto write = [](ExpositionWriter& out) {
    out.family("a", MetricType::Gauge, "A.");
    out.family("b", MetricType::Gauge, "B.");
    out.sample("", 1.0);
    out.family("c", MetricType::Gauge, "C.");
  };
  EXPECT_EQ(page(Format::Text, write), "# HELP b B.\n# TYPE b gauge\nb 1\n");
  EXPECT_EQ(page(Format::Text, [](ExpositionWriter&) {}), "");
  EXPECT_EQ(page(Format::OpenMetrics, [](ExpositionWriter&) {}), "# EOF\n");
}

TEST(Exposition, OpenMetricsNamesTheFamilyOfACounterWithoutTotal) {
  const auto write = [](ExpositionWriter& out) {
    out.family("a_bytes_total", MetricType::Counter, "Bytes.");
    out.sample("", std::uint64_t{7});
  };
  EXPECT_EQ(page(Format::Text, write),
            "# HELP a_bytes_total Bytes.\n# TYPE a_bytes_total counter\na_bytes_total 7\n");
  EXPECT_EQ(page(Format::OpenMetrics, write),
            "# HELP a_bytes Bytes.\n# TYPE a_bytes counter\na_bytes_total 7\n# EOF\n");
}

TEST(Exposition, NamesTypesAsTheFormatDoes) {
  const auto type_line = [](Format format, MetricType type) {
    const std::string text = page(format, [&](ExpositionWriter& out) {
      out.family("a", type, "A.");
      out.sample("", 1.0);
    });
    const auto at = text.find("# TYPE");
    return text.substr(at, text.find('\n', at) - at);
  };
  EXPECT_EQ(type_line(Format::Text, MetricType::Untyped), "# TYPE a untyped");
  EXPECT_EQ(type_line(Format::OpenMetrics, MetricType::Untyped), "# TYPE a unknown");
  EXPECT_EQ(type_line(Format::Text, MetricType::Histogram), "# TYPE a histogram");
  EXPECT_EQ(type_line(Format::Text, MetricType::Summary), "# TYPE a summary");
}

TEST(Exposition, EscapesHelp) {
  const auto write = [](ExpositionWriter& out) {
    out.family("a", MetricType::Gauge, "say \"a\\b\"\nk\xC3\xBC\xFF");
    out.sample("", 1.0);
  };
  EXPECT_TRUE(page(Format::Text, write)
                  .starts_with("# HELP a say \"a\\\\b\"\\nk\xC3\xBC\xEF\xBF\xBD\n# TYPE"));
  EXPECT_TRUE(page(Format::OpenMetrics, write)
                  .starts_with("# HELP a say \\\"a\\\\b\\\"\\nk\xC3\xBC\xEF\xBF\xBD\n# TYPE"));
}

TEST(LabelText, EscapesValues) {
  EXPECT_EQ(label_text({}), "");
  EXPECT_EQ(label_text({{"node", "a"}, {"path", "cam/front"}}), "node=\"a\",path=\"cam/front\"");
  EXPECT_EQ(label_text({{"path", "\"} 1\nevil{x=\"\\"}}), "path=\"\\\"} 1\\nevil{x=\\\"\\\\\"");
  EXPECT_EQ(label_text({{"path", ""}}), "path=\"\"");
}

// Prometheus refuses a whole page for one byte that is not UTF-8.
TEST(LabelText, ReplacesWhatIsNotUtf8) {
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(label_text({{"p", "a\xFFz"}}), "p=\"a" + r + "z\"");
  EXPECT_EQ(label_text({{"p", "\xC3"}}), "p=\"" + r + "\"");
  EXPECT_EQ(label_text({{"p", "\xED\xA0\x80"}}), "p=\"" + r + r + r + "\"");
  EXPECT_EQ(label_text({{"p", "\xC3\xBC\xF0\x9F\x98\x80"}}), "p=\"\xC3\xBC\xF0\x9F\x98\x80\"");
}

TEST(Exposition, WritesNumbersAsPrometheusReadsThem) {
  const auto number = [](auto value) {
    const std::string text = page(Format::Text, [&](ExpositionWriter& out) {
      out.family("a", MetricType::Gauge, "A.");
      out.sample("", value);
    });
    const auto at = text.rfind("\na ") + 3;
    return text.substr(at, text.size() - at - 1);
  };
  EXPECT_EQ(number(std::nan("")), "NaN");
  EXPECT_EQ(number(std::numeric_limits<double>::infinity()), "+Inf");
  EXPECT_EQ(number(-std::numeric_limits<double>::infinity()), "-Inf");
  EXPECT_EQ(number(0.1), "0.1");
  EXPECT_EQ(number(-2.0), "-2");
  EXPECT_EQ(std::stod(number(1.0 / 3)), 1.0 / 3);
  EXPECT_EQ(number(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

TEST(Exposition, WritesTheFamiliesOfARegistry) {
  prometheus::Registry registry;
  prometheus::BuildCounter()
      .Name("polls_total")
      .Help("Polls.")
      .Register(registry)
      .Add({{"node", "a\"b"}})
      .Increment(3);
  prometheus::BuildGauge().Name("depth").Help("Depth.").Register(registry).Add({}).Set(-1.5);
  auto& histogram = prometheus::BuildHistogram()
                        .Name("wait_seconds")
                        .Help("Wait.")
                        .Register(registry)
                        .Add({{"node", "a"}}, prometheus::Histogram::BucketBoundaries{0.1, 1});
  histogram.Observe(0.05);
  histogram.Observe(0.5);
  histogram.Observe(7);
  const std::string text =
      page(Format::Text, [&](ExpositionWriter& out) { out.families(registry.Collect()); });
  for (const char* part :
       {"# HELP polls_total Polls.\n# TYPE polls_total counter\npolls_total{node=\"a\\\"b\"} 3\n",
        "# HELP depth Depth.\n# TYPE depth gauge\ndepth -1.5\n",
        "# HELP wait_seconds Wait.\n# TYPE wait_seconds histogram\n"
        "wait_seconds_bucket{node=\"a\",le=\"0.1\"} 1\n"
        "wait_seconds_bucket{node=\"a\",le=\"1\"} 2\n"
        "wait_seconds_bucket{node=\"a\",le=\"+Inf\"} 3\n"
        "wait_seconds_sum{node=\"a\"} 7.55\n"
        "wait_seconds_count{node=\"a\"} 3\n"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "is not in\n" << text;
  }
  const std::string open =
      page(Format::OpenMetrics, [&](ExpositionWriter& out) { out.families(registry.Collect()); });
  EXPECT_NE(open.find("# TYPE polls counter\npolls_total{"), std::string::npos) << open;
  EXPECT_TRUE(open.ends_with("# EOF\n"));
}

TEST(Exposition, WritesASummary) {
  prometheus::Registry registry;
  prometheus::BuildSummary()
      .Name("size_bytes")
      .Help("Size.")
      .Register(registry)
      .Add({}, prometheus::Summary::Quantiles{{0.5, 0.05}})
      .Observe(4);
  EXPECT_EQ(page(Format::Text, [&](ExpositionWriter& out) { out.families(registry.Collect()); }),
            "# HELP size_bytes Size.\n# TYPE size_bytes summary\n"
            "size_bytes{quantile=\"0.5\"} 4\nsize_bytes_sum 4\nsize_bytes_count 1\n");
}

TEST(Exposition, AFamilyOfTheRegistryWithoutSeriesLeavesNothing) {
  prometheus::Registry registry;
  prometheus::BuildCounter().Name("unused_total").Help("Unused.").Register(registry);
  EXPECT_EQ(page(Format::Text, [&](ExpositionWriter& out) { out.families(registry.Collect()); }),
            "");
}

}  // namespace
}  // namespace mtxmon
