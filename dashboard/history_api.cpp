#include "dashboard/history_api.h"

#include <cmath>

#include <fmt/format.h>

#include "core/base/time_text.h"
#include "dashboard/history_request.h"
#include "dashboard/history_view.h"
#include "dashboard/tier_choice.h"

namespace mtxmon {

Response HistoryApi::history(const Request& request) const {
  const WallTime now = clock_.wall_now();
  const auto parsed = parse_history_request(request, now);
  if (!parsed) return Response::error(400, parsed.error().message);
  const Subject& subject = parsed->subject;
  const TimeRange& range = parsed->range;
  const auto step = sample_step(subject);
  SeriesQuery query;
  query.from = range.from;
  query.to = range.to;
  query.series = parsed->series;
  if (subject.kind != SubjectKind::Connection)  // of which there are only samples
    query.tier = choose_tier(range, now, parsed->points, step, retention_);
  // The bucket that `from` is in belongs to the range.
  const Milliseconds bucket(form_of(query.tier).step_ms);
  if (bucket.count() > 0) query.from -= range.from.time_since_epoch() % bucket;
  auto rows = read(subject, std::move(query));
  if (!rows) return Response::error(503, rows.error().message);
  const auto chart = make_chart(std::move(*rows), query.tier, step, parsed->points);
  if (parsed->form == AnswerForm::Json) return json_answer(history_json(chart, parsed->series));
  return csv_answer(
      history_csv(chart, parsed->series),
      fmt::format("history-{}-{}-{}", subject.source, subject.name, format_rfc3339(range.from)));
}

Milliseconds HistoryApi::sample_step(const Subject& subject) const {
  const StatePtr state = newest_();
  double seconds = NodeDocument().interval_seconds;
  if (subject.kind == SubjectKind::Host) {
    const auto host = state->hosts.find(subject.source);
    if (host != state->hosts.end()) seconds = host->second->interval_seconds;
  } else {
    const auto node = state->nodes.find(subject.source);
    if (node != state->nodes.end()) seconds = node->second->interval_seconds;
  }
  return Milliseconds(std::llround(seconds * 1000));
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

}  // namespace mtxmon
