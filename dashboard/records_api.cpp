#include "dashboard/records_api.h"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/base/percent.h"
#include "core/base/time_text.h"
#include "dashboard/records_view.h"

namespace mtxmon {
namespace {

// The same question with another cursor, relative to the address that was asked.
std::string next_link(std::string_view query, const RecordCursor& next) {
  std::string link = "<?";
  while (!query.empty()) {
    const auto part = query.substr(0, query.find('&'));
    query.remove_prefix(part.size() < query.size() ? part.size() + 1 : part.size());
    if (!part.empty() && !part.starts_with("cursor=")) link.append(part).push_back('&');
  }
  return link + "cursor=" + percent_encoded(cursor_text(next)) + ">; rel=\"next\"";
}

}  // namespace

Response RecordsApi::events(const Request& request) const {
  return records(request, RecordKind::Events);
}

Response RecordsApi::sessions(const Request& request) const {
  return records(request, RecordKind::Sessions);
}

Response RecordsApi::records(const Request& request, RecordKind kind) const {
  const auto parsed = parse_records_request(request, kind, clock_.wall_now());
  if (!parsed) return Response::error(400, parsed.error().message);
  std::vector<std::string> nodes;
  if (parsed->node) {
    nodes.push_back(*parsed->node);
  } else {
    const StatePtr state = newest_();
    if (!state->redis.ok && state->nodes.empty()) return no_redis_answer(state->redis);
    for (const auto& [name, node] : state->nodes) nodes.push_back(name);
  }
  const auto page = read_record_page(store_, *parsed, nodes);
  if (!page) return Response::error(503, page.error().message);
  Response response;
  if (parsed->form == AnswerForm::Csv) {
    response = csv_answer(records_csv(*page, kind),
                          fmt::format("{}-{}", kind == RecordKind::Sessions ? "sessions" : "events",
                                      format_rfc3339(clock_.wall_now())));
  } else {
    response = json_answer(records_json(*page, kind));
  }
  if (page->next) response.headers.emplace_back("Link", next_link(request.query, *page->next));
  return response;
}

}  // namespace mtxmon
