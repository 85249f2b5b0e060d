// ExpositionWriter: the text of a /metrics page, Prometheus 0.0.4 or OpenMetrics 1.0.
//
// prometheus-cpp 1.0 can neither escape HELP nor write OpenMetrics, and one object per series is
// too slow for 100,000 of them (docs/adr/0006), so this writes both the registry's families and the
// series rendered from snapshots. Call family(), then its samples, then the next family(); a family
// without samples leaves no trace. One thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prometheus {
struct MetricFamily;
}

namespace mtxmon {

enum class MetricType : std::uint8_t { Counter, Gauge, Histogram, Summary, Untyped };

class ExpositionWriter {
 public:
  enum class Format : std::uint8_t { Text, OpenMetrics };

  explicit ExpositionWriter(Format format) : format_(format) {}

  // Counters must end in "_total" (OpenMetrics names the family without it).
  void family(std::string_view name, MetricType type, std::string_view help);

  // `labels` as label_text() makes them; render them once and use them for many families.
  void sample(std::string_view labels, double value) { sample_named("", labels, value); }
  void sample(std::string_view labels, std::uint64_t value);
  // A sample of a histogram or summary: suffix "_bucket", "_sum", "_count".
  void sample_named(std::string_view suffix, std::string_view labels, double value);

  // Families of a prometheus-cpp registry.
  void families(const std::vector<prometheus::MetricFamily>& collected);

  // The finished page; the writer is used up.
  [[nodiscard]] std::string finish() &&;

 private:
  void begin_sample(std::string_view suffix, std::string_view labels);

  Format format_;
  std::string out_;
  std::string header_;  // of the current family, written with its first sample
  std::string name_;
};

// `node="a",path="b"`, values escaped.
[[nodiscard]] std::string label_text(
    std::initializer_list<std::pair<std::string_view, std::string_view>> labels);

}  // namespace mtxmon
