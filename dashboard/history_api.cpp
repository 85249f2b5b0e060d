#include "dashboard/history_api.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/time_text.h"
#include "core/history/history_poll.h"
#include "core/history/series.h"
#include "dashboard/history_request.h"
#include "dashboard/history_view.h"
#include "dashboard/tier_choice.h"
#include "dashboard/tier_parts.h"
#include "dashboard/uptime.h"
#include "dashboard/uptime_request.h"
#include "dashboard/uptime_view.h"

namespace mtxmon {
namespace {

// From so many on, rows are summed up while they are read.
constexpr std::int64_t kManyRows = 4000;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr const Series& kUp = series_named("up");
constexpr const Series& kState = series_named("state");

// Is the node known of before the stream is?
bool begins_without_stream(const std::vector<HistoryPart>& parts) {
  for (const HistoryPart& part : parts) {
    if (part.node.empty()) continue;
    return part.stream.empty() || part.node.keys.front() < part.stream.keys.front();
  }
  return false;
}

}  // namespace

Response HistoryApi::history(const Request& request) const {
  const WallTime now = clock_.wall_now();
  const auto parsed = parse_history_request(request, now);
  if (!parsed) return Response::error(400, parsed.error().message);
  const Subject& subject = parsed->subject;
  const TimeRange& range = parsed->range;
  const auto rhythm = rhythm_of(*newest_(), subject);
  SeriesQuery query;
  query.from = range.from;
  query.to = range.to;
  query.series = parsed->series;
  if (subject.kind != SubjectKind::Connection)  // of which there are only samples
    query.tier =
        choose_tier(range, now, parsed->points, Milliseconds(rhythm.interval_ms), retention_);
  const auto tier_step_ms = form_of(query.tier).step_ms;
  auto step_ms = tier_step_ms > 0 ? tier_step_ms : rhythm.interval_ms;
  const auto oldest = std::max(range.from, now - retention_.of(query.tier));
  const auto youngest = std::max(oldest, std::min(range.to, now));
  if ((youngest - oldest).count() / step_ms > kManyRows) {
    const auto bucket = bucket_ms(step_ms, oldest.time_since_epoch().count(),
                                  youngest.time_since_epoch().count(), parsed->points);
    if (bucket > step_ms) query.sum_ms = step_ms = bucket;  // else as many as there are will do
  }
  const bool is_summed = tier_step_ms > 0 || query.sum_ms > 0;
  // The bucket that `from` is in belongs to the range.
  if (is_summed) query.from -= range.from.time_since_epoch() % Milliseconds(step_ms);
  const auto tier = query.tier;
  auto rows = read(subject, std::move(query));
  if (!rows) return Response::error(503, rows.error().message);
  const auto chart = make_chart(std::move(*rows), tier, step_ms, is_summed, parsed->points, rhythm);
  if (parsed->form == AnswerForm::Json) return json_answer(history_json(chart, parsed->series));
  return csv_answer(
      history_csv(chart, parsed->series),
      fmt::format("history-{}-{}-{}", subject.source, subject.name, format_rfc3339(range.from)));
}

Result<HistoryTable> HistoryApi::read(const Subject& subject, SeriesQuery query) const {
  query.kind = subject.source_kind();
  query.source = subject.source;
  HistoryTable rows;
  for (const std::string& thing : subject.things()) {
    query.thing = thing;
    auto found = store_.history(query);
    if (!found || !found->empty()) return found;
  }
  return rows;
}

Response HistoryApi::uptime(const Request& request) const {
  const auto parsed = parse_uptime_request(request, clock_.wall_now());
  if (!parsed) return Response::error(400, parsed.error().message);
  const Subject& subject = parsed->subject;
  const auto rhythm = rhythm_of(*newest_(), subject);
  const auto parts = read_parts(subject, parsed->range, rhythm);
  if (!parts) return Response::error(503, parts.error().message);
  std::vector<StateSpan> spans;
  if (subject.kind == SubjectKind::Node) {
    spans = node_spans(*parts, rhythm);
  } else {
    auto seen = Result<bool>(false);
    if (begins_without_stream(*parts)) seen = seen_before(subject, parsed->range.from);
    if (!seen) return Response::error(503, seen.error().message);
    spans = stream_spans(*parts, *seen, rhythm);
  }
  const auto report = uptime_report(spans);
  if (parsed->form == AnswerForm::Json) return json_answer(uptime_json(*parsed, report, spans));
  return csv_answer(uptime_csv(*parsed, report),
                    fmt::format("uptime-{}-{}-{}", subject.source, subject.name,
                                format_rfc3339(parsed->range.from)));
}

Result<std::vector<HistoryPart>> HistoryApi::read_parts(const Subject& subject,
                                                        const TimeRange& range,
                                                        const PollRhythm& rhythm) const {
  const Subject node{SubjectKind::Node, subject.source, "", ""};
  // The sample that still holds when a part begins came a little before.
  const auto before_ms = std::max<std::int64_t>(10'000, rhythm.longest_hold_ms(0));
  std::vector<HistoryPart> parts;
  for (const TierPart& part : finest_parts(range, clock_.wall_now(), retention_)) {
    const auto step_ms = form_of(part.tier).step_ms;
    auto first_ms = part.from_ms - before_ms;
    if (step_ms > 0) first_ms = floor_to(first_ms, step_ms);
    SeriesQuery query;
    query.tier = part.tier;
    query.from = WallTime(Milliseconds(first_ms));
    query.to = WallTime(Milliseconds(part.to_ms - 1));
    query.series = {kUp.number};
    auto of_node = read(node, query);
    if (!of_node) return std::move(of_node).error();
    HistoryPart& out = parts.emplace_back();
    out = {part.tier, part.from_ms, part.to_ms, std::move(*of_node), {}};
    if (subject.kind == SubjectKind::Node) continue;
    query.series = {kState.number};
    auto of_stream = read(subject, query);
    if (!of_stream) return std::move(of_stream).error();
    out.stream = std::move(*of_stream);
  }
  return parts;
}

Result<bool> HistoryApi::seen_before(const Subject& stream, WallTime time) const {
  SeriesQuery query;
  for (const Tier tier : kTiers) {
    if (retention_.of(tier) > retention_.of(query.tier)) query.tier = tier;
  }
  const auto oldest = clock_.wall_now() - retention_.of(query.tier);
  query.to = time - Milliseconds(1);
  query.series = {kState.number};
  query.sum_ms = kDayMs;  // that there is one will do
  if (query.to < oldest) return false;
  // Most were there a short time before.
  for (Milliseconds back = std::chrono::hours(1);; back *= 24) {
    query.from = std::max(oldest, query.to - back);
    const auto rows = read(stream, query);
    if (!rows) return rows.error();
    if (!rows->empty() || query.from == oldest) return !rows->empty();
  }
}

}  // namespace mtxmon
