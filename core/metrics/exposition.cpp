#include "core/metrics/exposition.h"

#include <array>
#include <charconv>
#include <cmath>

#include <prometheus/metric_family.h>

#include "core/base/utf8.h"

namespace mtxmon {
namespace {

std::string_view type_word(MetricType type, ExpositionWriter::Format format) {
  switch (type) {
    case MetricType::Counter:
      return "counter";
    case MetricType::Gauge:
      return "gauge";
    case MetricType::Histogram:
      return "histogram";
    case MetricType::Summary:
      return "summary";
    case MetricType::Untyped:
      break;
  }
  return format == ExpositionWriter::Format::OpenMetrics ? "unknown" : "untyped";
}

// Prometheus refuses a whole page for one byte that is not UTF-8.
void append_escaped(std::string& out, std::string_view text, bool quotes) {
  while (!text.empty()) {
    const char c = text.front();
    const std::size_t length = utf8_length(text);
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quotes) {
      out += "\\\"";
    } else {
      out += length == 0 ? kUtf8Replacement : text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

void append_number(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
  } else {
    std::array<char, 32> text;
    out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr);
  }
}

MetricType type_of(prometheus::MetricType type) {
  switch (type) {
    case prometheus::MetricType::Counter:
      return MetricType::Counter;
    case prometheus::MetricType::Gauge:
      return MetricType::Gauge;
    case prometheus::MetricType::Histogram:
      return MetricType::Histogram;
    case prometheus::MetricType::Summary:
      return MetricType::Summary;
    case prometheus::MetricType::Untyped:
      break;
  }
  return MetricType::Untyped;
}

std::string with_label(const std::string& labels, std::string_view name, double bound) {
  std::string out = labels;
  if (!out.empty()) out.push_back(',');
  out.append(name).append("=\"");
  append_number(out, bound);
  out.push_back('"');
  return out;
}

}  // namespace

void ExpositionWriter::family(std::string_view name, MetricType type, std::string_view help) {
  name_ = name;
  std::string_view family = name;
  if (format_ == Format::OpenMetrics && type == MetricType::Counter && family.ends_with("_total")) {
    family.remove_suffix(6);
  }
  header_.assign("# HELP ").append(family).append(" ");
  append_escaped(header_, help, format_ == Format::OpenMetrics);
  header_.append("\n# TYPE ")
      .append(family)
      .append(" ")
      .append(type_word(type, format_))
      .append("\n");
}

void ExpositionWriter::begin_sample(std::string_view suffix, std::string_view labels) {
  out_.append(header_);
  header_.clear();
  out_.append(name_).append(suffix);
  if (!labels.empty()) out_.append("{").append(labels).append("}");
  out_.push_back(' ');
}

void ExpositionWriter::sample(std::string_view labels, std::uint64_t value) {
  begin_sample("", labels);
  std::array<char, 24> text;
  out_.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr);
  out_.push_back('\n');
}

void ExpositionWriter::sample_named(std::string_view suffix, std::string_view labels,
                                    double value) {
  begin_sample(suffix, labels);
  append_number(out_, value);
  out_.push_back('\n');
}

void ExpositionWriter::families(const std::vector<prometheus::MetricFamily>& collected) {
  for (const auto& one : collected) {
    const MetricType type = type_of(one.type);
    family(one.name, type, one.help);
    for (const auto& metric : one.metric) {
      std::string labels;
      for (const auto& label : metric.label) {
        if (!labels.empty()) labels.push_back(',');
        labels += label_text({{label.name, label.value}});
      }
      switch (type) {
        case MetricType::Counter:
          sample(labels, metric.counter.value);
          break;
        case MetricType::Gauge:
          sample(labels, metric.gauge.value);
          break;
        case MetricType::Untyped:
          sample(labels, metric.untyped.value);
          break;
        case MetricType::Histogram:
          for (const auto& bucket : metric.histogram.bucket) {
            sample_named("_bucket", with_label(labels, "le", bucket.upper_bound),
                         static_cast<double>(bucket.cumulative_count));
          }
          sample_named("_sum", labels, metric.histogram.sample_sum);
          sample_named("_count", labels, static_cast<double>(metric.histogram.sample_count));
          break;
        case MetricType::Summary:
          for (const auto& quantile : metric.summary.quantile) {
            sample_named("", with_label(labels, "quantile", quantile.quantile), quantile.value);
          }
          sample_named("_sum", labels, metric.summary.sample_sum);
          sample_named("_count", labels, static_cast<double>(metric.summary.sample_count));
          break;
      }
    }
  }
}

std::string ExpositionWriter::finish() && {
  if (format_ == Format::OpenMetrics) out_ += "# EOF\n";
  return std::move(out_);
}

std::string label_text(
    std::initializer_list<std::pair<std::string_view, std::string_view>> labels) {
  std::string out;
  for (const auto& [name, value] : labels) {
    if (!out.empty()) out.push_back(',');
    out.append(name).append("=\"");
    append_escaped(out, value, true);
    out.push_back('"');
  }
  return out;
}

}  // namespace mtxmon
