#include "exporter/poll_round.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace mtxmon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr unsigned kAtATime = 4;
// MediaMTX builds the whole list for every page, so one large page is the cheapest way (and the
// only consistent one).
constexpr std::uint64_t kMaxItemsPerPage = 100'000;
// Below this, asking is pointless: the answer could not be read in time.
constexpr milliseconds kLeast{10};
constexpr auto kOffRest = seconds(10);   // a reload of the configuration can switch a protocol on
constexpr auto kHungRest = seconds(10);  // or every poll would take all of its time
constexpr auto kRefusedRest = seconds(30);  // each refusal costs the server a pause and a log line

}  // namespace

PollRound::PollRound(HttpClient& http, const Clock& clock, Decoder& decoder,
                     const NodeSettings& node, SteadyTime deadline, ApiMemory& memory,
                     PollResult& poll)
    : http_(http),
      clock_(clock),
      decoder_(decoder),
      node_(node),
      deadline_(deadline),
      memory_(memory),
      poll_(poll) {}

void PollRound::ask_lists(const std::stop_token& stop) {
  const SteadyTime now = clock_.steady_now();
  std::vector<Question> questions = {{.what = What::Paths}};
  if (is_due(memory_.info.rest_until, now)) {
    questions.push_back({.what = What::Info});
  } else {
    poll_.info_endpoint = memory_.info.endpoint;
  }
  for (std::size_t list = 0; list < kLists.size(); ++list) {
    if (is_due(memory_.lists[list].rest_until, now)) {
      questions.push_back(
          {.what = What::List, .list = list, .path = {}, .new_route = memory_.new_routes});
    } else {
      poll_.lists[list].endpoint = memory_.lists[list].endpoint;
      poll_.lists[list].endpoint.duration_seconds.reset();  // not of this poll
    }
  }
  ask(std::move(questions), stop);
}

void PollRound::ask(std::vector<Question> questions, const std::stop_token& stop) {
  while (!questions.empty() && !over_) {
    const auto requests = requests_for(questions);
    std::vector<bool> answered(questions.size(), false);
    over_ = requests.empty();
    follow_ups_.clear();
    if (!over_) {
      http_.get(requests, kAtATime, stop, [&](std::size_t index, HttpOutcome outcome) {
        answered[index] = true;
        if (!take(questions[index], std::move(outcome))) over_ = true;
        return !over_;
      });
    }
    for (std::size_t i = 0; i < questions.size(); ++i) {
      if (!answered[i]) not_asked(questions[i]);
    }
    questions = std::move(follow_ups_);
  }
  for (const Question& question : questions) not_asked(question);
}

std::vector<HttpRequest> PollRound::requests_for(const std::vector<Question>& questions) const {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline_ - clock_.steady_now());
  std::vector<HttpRequest> requests;
  if (left < kLeast) return requests;
  for (const Question& question : questions) {
    HttpRequest& request = requests.emplace_back();
    request.target = api_target(question, memory_.prefix);
    request.timeout = left;
    request.connect_timeout = std::min(request.connect_timeout, left);
  }
  return requests;
}

Endpoint& PollRound::endpoint_of(const Question& question) {
  switch (question.what) {
    case What::Paths:
      return poll_.paths.endpoint;
    case What::Info:
      return poll_.info_endpoint;
    case What::List:
      return poll_.lists[question.list].endpoint;
    case What::PathConfigs:
      return poll_.path_configs.endpoint;
    case What::Recordings:
      return poll_.recordings.endpoint;
    case What::Forwards:
      return poll_.forwards.endpoint;
    case What::Settings:
      return settings_endpoint_;
    case What::Source:
      break;
  }
  return poll_.sources.endpoint;
}

void PollRound::fail(Endpoint& endpoint, std::string error) {
  endpoint.state = EndpointState::Failed;
  endpoint.error = std::move(error);
}

void PollRound::note_gap(const Question& question) {
  if (question.what == What::Forwards) forwards_complete_ = false;
  if (question.what == What::Source) sources_complete_ = false;
}

void PollRound::not_asked(const Question& question) {
  note_gap(question);
  Endpoint& endpoint = endpoint_of(question);
  if (endpoint.state == EndpointState::Failed) return;
  fail(endpoint, "not asked: the poll was over before its turn");
}

bool PollRound::take(const Question& question, HttpOutcome outcome) {
  Endpoint& endpoint = endpoint_of(question);
  endpoint.duration_seconds = endpoint.duration_seconds.value_or(0) + outcome.took.count();
  if (!outcome.answer) return take_failure(question, outcome);
  HttpAnswer& answer = *outcome.answer;
  endpoint.status = answer.status;
  if (answer.status == 404) return take_missing(question, answer);
  if (answer.status == 200) {
    endpoint.state = EndpointState::Ok;
    endpoint.error.clear();
    take_body(question, answer.body);
  } else {
    fail(endpoint, explain_status(answer, node_));
    note_gap(question);
  }
  // Whoever may ask for everything else may be refused this.
  if (answer.status == 401 && question.what != What::Settings) {
    memory_.refused_until = clock_.steady_now() + kRefusedRest;
    memory_.refusal = endpoint.error;
    poll_.paths.endpoint = endpoint;
    return false;
  }
  if (question.what == What::List) {
    memory_.lists[question.list].endpoint = endpoint;
    if (endpoint.state == EndpointState::Ok) memory_.new_routes = question.new_route;
  }
  return true;
}

bool PollRound::take_failure(const Question& question, const HttpOutcome& outcome) {
  Endpoint& endpoint = endpoint_of(question);
  fail(endpoint, outcome.answer.error().message);
  endpoint.status = 0;
  note_gap(question);
  if (question.what == What::List && outcome.timed_out) {
    ListMemory& list = memory_.lists[question.list];
    list.endpoint = endpoint;
    list.rest_until = clock_.steady_now() + kHungRest;
  }
  return !outcome.timed_out && question.what != What::Paths;
}

// 404: the route has another name in this release, or what it tells of is off.
bool PollRound::take_missing(const Question& question, const HttpAnswer& answer) {
  Endpoint& endpoint = endpoint_of(question);
  endpoint.state = EndpointState::Off;
  endpoint.error.clear();
  if (question.what == What::Paths) {
    fail(endpoint, "404 for /v3/paths/list and /v2/paths/list: this is not the API of a MediaMTX");
    memory_.prefix = memory_.prefix == "/v3" ? "/v2" : "/v3";
    if (question.second_try) return false;
    follow_ups_.clear();
    Question again = question;
    again.second_try = true;
    follow_ups_.push_back(again);
    return true;
  }
  if (question.what == What::Forwards) endpoint.state = EndpointState::Ok;  // the path is gone
  if (question.what == What::Source) take_missing_source(answer);
  if (question.what == What::Info) {
    memory_.info = {clock_.steady_now() + kOffRest, endpoint};
    memory_.server = {};
  }
  if (question.what != What::List) return true;
  if (!question.second_try) {
    Question again = question;
    again.second_try = true;
    again.new_route = !question.new_route;
    follow_ups_.push_back(again);
    return true;
  }
  memory_.lists[question.list] = {clock_.steady_now() + kOffRest, endpoint};
  return true;
}

void PollRound::take_body(const Question& question, std::string& body) {
  switch (question.what) {
    case What::Paths:
      return take_page(question, decoder_.paths(body), poll_.paths);
    case What::List:
      return take_page(question, decoder_.connections(*kLists[question.list].resource, body),
                       poll_.lists[question.list]);
    case What::PathConfigs:
      take_page(question, decoder_.path_configs(body), poll_.path_configs);
      if (!poll_.path_configs.items) return;
      memory_.configs.clear();
      for (const PathConfig& config : *poll_.path_configs.items)
        memory_.configs.emplace(config.name, config);
      return;
    case What::Recordings:
      return take_page(question, decoder_.recordings(body), poll_.recordings);
    case What::Forwards:
      return take_forwards(question, body);
    case What::Source:
      return take_source(question, body);
    case What::Settings:
      return take_settings(body);
    case What::Info:
      break;
  }
  auto info = decoder_.info(body);
  if (!info) return fail(poll_.info_endpoint, info.error().message);
  poll_.info = std::move(*info);
}

template <typename Item>
void PollRound::take_page(const Question& question, Result<ListPage<Item>> page,
                          ListResult<Item>& result) {
  if (!page) return fail(result.endpoint, page.error().message);
  result.answered_at = clock_.steady_now();
  if (page->items.size() >= page->item_count) {
    result.items = std::move(page->items);
    return;
  }
  // Asked for again with a larger page: pages are separate snapshots, and items that end between
  // two of them would shift others out of sight.
  if (question.page_size >= kMaxItemsPerPage) {
    return fail(result.endpoint, fmt::format("the server tells of {} items but sends {}",
                                             page->item_count, page->items.size()));
  }
  Question again = question;
  again.page_size = std::min(question.page_size * 4, kMaxItemsPerPage);
  follow_ups_.push_back(again);
}

}  // namespace mtxmon
