#include "dashboard/uptime.h"

#include <algorithm>
#include <functional>
#include <map>

#include "dashboard/stream_states.h"

namespace mtxmon {
namespace {

using Durations = std::map<std::string_view, std::int64_t>;

std::vector<std::pair<std::string_view, std::int64_t>> longest_first(const Durations& durations) {
  std::vector<std::pair<std::string_view, std::int64_t>> out(durations.begin(), durations.end());
  std::ranges::stable_sort(out, std::ranges::greater(), [](const auto& one) { return one.second; });
  return out;
}

class OutageList {
 public:
  void add(const StateSpan& span) {
    if (span.state.empty()) return;
    const bool lasts = is_outage(span.state) || (is_open_ && span.state == "starting");
    if (!lasts) return close();
    if (!is_open_) outages_.emplace_back().from_ms = span.from_ms;
    is_open_ = true;
    outages_.back().to_ms = span.to_ms;
    outages_.back().lasted_ms += span.to_ms - span.from_ms;
    states_[span.state] += span.to_ms - span.from_ms;
  }
  std::vector<Outage> finish(std::int64_t end_ms) {
    const bool lasts = is_open_ && outages_.back().to_ms == end_ms;
    close();
    if (lasts) outages_.back().is_open = true;
    return std::move(outages_);
  }

 private:
  void close() {
    if (is_open_) outages_.back().state = longest_first(states_).front().first;
    is_open_ = false;
    states_.clear();
  }

  std::vector<Outage> outages_;
  Durations states_;  // of the last one
  bool is_open_ = false;
};

}  // namespace

UptimeReport uptime_report(std::span<const StateSpan> spans) {
  UptimeReport report;
  if (spans.empty()) return report;
  Durations states;
  OutageList outages;
  for (const StateSpan& span : spans) {
    const auto length = span.to_ms - span.from_ms;
    outages.add(span);
    if (span.state.empty()) {
      report.unknown_ms += length;
    } else {
      report.observed_ms += length;
      states[span.state] += length;
    }
  }
  report.outages = outages.finish(spans.back().to_ms);
  for (const Outage& outage : report.outages) report.outage_ms += outage.lasted_ms;
  report.states = longest_first(states);
  const auto wanted = report.observed_ms - (states.contains("idle") ? states.at("idle") : 0);
  if (wanted > 0)
    report.uptime_ratio = 1 - static_cast<double>(report.outage_ms) / static_cast<double>(wanted);
  return report;
}

}  // namespace mtxmon
