#include "tests/golden/recorded_server.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include <simdjson.h>

#include "core/base/time_text.h"

namespace mtxmon {
namespace {

// Whole microseconds: the same on every machine.
SteadyTime::duration microseconds(double seconds) {
  return std::chrono::microseconds(std::llround(seconds * 1e6));
}

}  // namespace

RecordedServer::RecordedServer(const std::string& file) {
  std::ifstream lines(std::string(MTXMON_FIXTURES) + "/mediamtx/" + file);
  simdjson::dom::parser parser;
  for (std::string line; std::getline(lines, line);) {
    const simdjson::dom::element json = parser.parse(line);
    Poll& poll = polls_.emplace_back();
    poll.at = SteadyTime(microseconds(json["t"].get_double()));
    poll.wall = parse_rfc3339(json["wall"].get_string().value()).value();
    for (const auto& [route, answer] : json["answers"].get_object()) {
      Answer& recorded = poll.answers[std::string(route)];
      recorded.status = static_cast<long>(answer["status"].get_int64().value());
      recorded.took = microseconds(answer["ms"].get_double().value() / 1000);
      std::string_view body;
      if (answer["body"].get(body) == simdjson::SUCCESS) recorded.body = body;
    }
  }
  if (polls_.empty()) throw std::runtime_error("no recorded polls in " + file);
  go_to(0);
}

void RecordedServer::go_to(std::size_t poll) {
  current_ = poll;
  clock_.steady = polls_.at(poll).at;
  clock_.wall = polls_.at(poll).wall;
}

Result<HttpAnswer> RecordedServer::get(const HttpRequest& request, const std::stop_token&) {
  const auto route_begin = request.url.find("/v3/") + 4;
  const auto route = request.url.substr(route_begin, request.url.find('?') - route_begin);
  const auto& answers = polls_[current_].answers;
  const auto found = answers.find(route);
  if (found == answers.end()) return HttpAnswer{.status = 404, .content_type = "", .body = ""};
  clock_.steady += found->second.took;
  if (found->second.status == 0) return Error{"connection refused"};
  return HttpAnswer{.status = found->second.status,
                    .content_type = "application/json; charset=utf-8",
                    .body = found->second.body};
}

}  // namespace mtxmon
