#include "tests/simulator/replay.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <simdjson.h>

#include "tests/simulator/api.h"
#include "tests/simulator/concat.h"
#include "tests/simulator/page_request.h"

namespace mtxmon::sim {
namespace {

std::string_view text_or_empty(const simdjson::dom::element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// A recorded list holds everything; cuts out the page asked for. Answers that are no lists come
// back as they are.
HttpResponse paged(HttpResponse whole, std::string_view query) {
  simdjson::dom::parser parser;
  simdjson::dom::element list;
  simdjson::dom::array items;
  if (parser.parse(*whole.body).get(list) != simdjson::SUCCESS ||
      list["items"].get(items) != simdjson::SUCCESS) {
    return whole;
  }
  const Result<PageRequest> page = parse_page_request(query);
  if (!page.ok()) return error_response(400, page.error().message);
  if (page->page == 0 && items.size() <= page->items_per_page) return whole;
  std::string text;
  std::uint64_t index = 0;
  for (const simdjson::dom::element item : items) {
    const bool wanted = index >= page->first() && index < page->first() + page->items_per_page;
    if (wanted) text += concat({text.empty() ? "" : ",", simdjson::minify(item)});
    ++index;
  }
  whole.body = std::make_shared<const std::string>(list_envelope(items.size(), *page, text));
  return whole;
}

}  // namespace

Result<Replay> Replay::load(const std::string& file) {
  std::ifstream input(file);
  if (!input) return Error{"cannot read the recording " + file};
  Replay replay;
  simdjson::dom::parser parser;
  std::string text;
  while (std::getline(input, text)) {
    const std::string where = file + ", line " + std::to_string(replay.lines_.size() + 1);
    simdjson::dom::element poll;
    simdjson::dom::object answers;
    Line line;
    if (parser.parse(text).get(poll) != simdjson::SUCCESS ||
        poll["poll"].get(line.poll) != simdjson::SUCCESS ||
        poll["t"].get(line.t) != simdjson::SUCCESS ||
        poll["answers"].get(answers) != simdjson::SUCCESS) {
      return Error{where + ": not a recorded poll (it needs poll, t and answers)"};
    }
    for (const auto& [route, recorded] : answers) {
      std::int64_t status = 0;
      if (recorded["status"].get(status) != simdjson::SUCCESS)
        return Error{where + ": an answer without a status"};
      Answer answer;
      answer.status = static_cast<int>(status);
      answer.content_type = text_or_empty(recorded, "type");
      answer.body = std::make_shared<const std::string>(text_or_empty(recorded, "body"));
      // Only v1.0 and v1.1 have this member, and only they use /v2.
      if (answer.body->find("\"sourceReady\":") != std::string::npos) replay.prefix_ = "/v2/";
      line.answers.emplace(route, std::move(answer));
    }
    replay.lines_.push_back(std::move(line));
  }
  if (replay.lines_.empty()) return Error{"the recording " + file + " is empty"};
  return replay;
}

std::size_t Replay::line_at(double seconds, bool loop) const {
  const double first = lines_.front().t;
  // One poll interval passes between the last line and the first one again.
  const double length = lines_.back().t - first + 2.0;
  const double wanted = first + (loop ? std::fmod(seconds, length) : seconds);
  const auto after = std::upper_bound(lines_.begin(), lines_.end(), wanted,
                                      [](double t, const Line& line) { return t < line.t; });
  return after == lines_.begin() ? 0 : static_cast<std::size_t>(after - lines_.begin()) - 1;
}

Result<std::size_t> Replay::line_of_poll(std::uint64_t poll) const {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (lines_[i].poll == poll) return i;
  }
  return Error{"the recording has no poll " + std::to_string(poll) + "; it has " +
               std::to_string(lines_.front().poll) + " to " + std::to_string(lines_.back().poll)};
}

const Replay::Answer* Replay::find(std::string_view route, std::size_t line) const {
  // Settings are recorded once and hold for the rest; everything else counts only for its own poll.
  const std::size_t oldest = route.starts_with("config/") ? 0 : line;
  for (std::size_t i = line + 1; i-- > oldest;) {
    const auto found = lines_[i].answers.find(route);
    if (found != lines_[i].answers.end()) return &found->second;
  }
  return nullptr;
}

HttpResponse Replay::answer(const HttpRequest& request, std::size_t line) const {
  std::string route = request.path;
  if (request.method != "GET" || !route.starts_with(prefix_)) return page_not_found();
  route.erase(0, prefix_.size());
  if (const auto path = query_value(request.query, "path")) route += "?path=" + *path;
  const Answer* recorded = find(route, line);
  if (recorded == nullptr) return page_not_found();
  HttpResponse response;
  response.status = recorded->status;
  response.content_type = recorded->content_type;
  response.body = recorded->body;
  if (recorded->status == 0) response.delivery = Delivery::Reset;
  return recorded->status == 200 ? paged(std::move(response), request.query) : response;
}

}  // namespace mtxmon::sim
