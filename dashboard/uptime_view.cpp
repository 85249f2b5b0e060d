#include "dashboard/uptime_view.h"

#include <limits>

#include "core/base/time_text.h"
#include "core/model/json_writer.h"
#include "dashboard/csv_writer.h"
#include "dashboard/seconds.h"

namespace mtxmon {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

WallTime time_of(std::int64_t ms) { return WallTime(Milliseconds(ms)); }

double share(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : kNothing;
}

void write_outage(JsonWriter& json, const Outage& outage) {
  json.begin_object().member("from", time_of(outage.from_ms)).key("to");
  if (outage.is_open) {
    json.null();
  } else {
    json.value(time_of(outage.to_ms));
  }
  json.member("seconds", seconds_of(outage.lasted_ms)).member("state", outage.state).end_object();
}

class CsvRows {
 public:
  explicit CsvRows(std::string& out) : csv_(out) {
    csv_.text("what").text("state").text("from").text("to").text("seconds").text("ratio");
    csv_.end_row();
  }
  void add(std::string_view what, std::string_view state, std::string_view from,
           std::string_view to, std::int64_t ms, double ratio) {
    csv_.text(what).text(state).text(from).text(to).number(seconds_of(ms)).number(ratio);
    csv_.end_row();
  }

 private:
  CsvWriter csv_;
};

}  // namespace

std::string uptime_json(const UptimeRequest& request, const UptimeReport& report,
                        std::span<const StateSpan> spans) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("node", request.subject.source);
  if (request.subject.kind == SubjectKind::Stream) json.member("stream", request.subject.name);
  json.member("from", request.range.from).member("to", request.range.to);
  json.member("observed_seconds", seconds_of(report.observed_ms));
  json.member("unknown_seconds", seconds_of(report.unknown_ms));
  json.member("uptime_ratio", report.uptime_ratio.value_or(kNothing));  // NaN is null
  json.key("states").begin_object();
  for (const auto& [state, ms] : report.states) {
    json.key(state).begin_object().member("seconds", seconds_of(ms));
    json.member("ratio", share(ms, report.observed_ms)).end_object();
  }
  json.end_object().member("outage_seconds", seconds_of(report.outage_ms));
  json.key("outages").begin_array();
  for (const Outage& outage : report.outages) write_outage(json, outage);
  json.end_array();
  if (request.timeline) {
    json.key("timeline").begin_array();
    for (const StateSpan& span : spans) {
      json.begin_object().member("from", time_of(span.from_ms)).member("to", time_of(span.to_ms));
      json.member("state", span.state.empty() ? "unknown" : span.state).end_object();
    }
    json.end_array();
  }
  json.end_object();
  return out;
}

std::string uptime_csv(const UptimeRequest& request, const UptimeReport& report) {
  std::string out;
  CsvRows rows(out);
  const auto from = format_rfc3339(request.range.from), to = format_rfc3339(request.range.to);
  rows.add("observed", "", from, to, report.observed_ms, kNothing);
  rows.add("unknown", "", from, to, report.unknown_ms, kNothing);
  rows.add("uptime", "", from, to, report.observed_ms - report.outage_ms,
           report.uptime_ratio.value_or(kNothing));
  for (const auto& [state, ms] : report.states)
    rows.add("state", state, from, to, ms, share(ms, report.observed_ms));
  for (const Outage& outage : report.outages) {
    rows.add("outage", outage.state, format_rfc3339(time_of(outage.from_ms)),
             outage.is_open ? "" : format_rfc3339(time_of(outage.to_ms)), outage.lasted_ms,
             kNothing);
  }
  return out;
}

}  // namespace mtxmon
