// PollRound: what changes slowly and what is asked path by path.
#include <algorithm>
#include <utility>

#include "exporter/path_questions.h"
#include "exporter/poll_round.h"
#include "exporter/server_version.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;

constexpr auto kPathConfigsEvery = seconds(30);
constexpr auto kRecordingsEvery = seconds(60);  // the server walks its disk for it
constexpr auto kForwardsEvery = seconds(10);
constexpr auto kSourcesEvery = seconds(10);
constexpr auto kNoSourcesRest = seconds(300);   // a release without that route gets none by itself
constexpr auto kNoSettingsRest = seconds(300);  // refused, or not there

}  // namespace

void PollRound::ask_slow(const std::stop_token& stop) {
  if (over_) return;
  const SteadyTime now = clock_.steady_now();
  const ServerTraits traits =
      server_traits(parse_server_version(memory_.server.version.value_or("")));
  std::vector<Question> questions;
  if (is_due(memory_.configs_due, now)) {
    questions.push_back({.what = What::PathConfigs});
    memory_.configs_due = now + kPathConfigsEvery;
  }
  const bool records =
      std::ranges::any_of(memory_.configs, [](const auto& entry) { return entry.second.record; });
  if (records && traits.recordings_are_safe && is_due(memory_.recordings_due, now)) {
    questions.push_back({.what = What::Recordings});
    memory_.recordings_due = now + kRecordingsEvery;
  }
  // Which paths have any is known from their configuration.
  if (traits.forwards && !memory_.configs.empty() && is_due(memory_.forwards_due, now)) {
    const auto forwards = forward_questions(*poll_.paths.items, memory_.configs);
    questions.insert(questions.end(), forwards.begin(), forwards.end());
    memory_.forwards_due = now + kForwardsEvery;
    if (forwards.empty()) poll_.forwards.items.emplace();
  }
  if (!memory_.configs.empty() && is_due(memory_.sources_due, now)) add_source_questions(questions);
  if (is_due(memory_.settings_due, now)) {
    questions.push_back({.what = What::Settings});
    memory_.settings_due = now + kNoSettingsRest;
  }
  if (!questions.empty()) ask(std::move(questions), stop);
  if (!forwards_complete_) poll_.forwards.items.reset();
  if (!sources_complete_) poll_.sources.items.reset();
}

// One first, as long as nobody knows whether this release has the route; the others follow it.
void PollRound::add_source_questions(std::vector<Question>& questions) {
  auto sources = source_questions(*poll_.paths.items, memory_.configs);
  memory_.sources_due = clock_.steady_now() + kSourcesEvery;
  poll_.sources.items.emplace();
  if (!memory_.has_sources && !sources.empty()) {
    more_sources_.assign(sources.begin() + 1, sources.end());
    sources.resize(1);
  }
  questions.insert(questions.end(), sources.begin(), sources.end());
}

void PollRound::take_forwards(const Question& question, std::string& body) {
  auto page = decoder_.forwards(question.path, body);
  if (!page) {
    note_gap(question);
    return fail(poll_.forwards.endpoint, page.error().message);
  }
  poll_.forwards.answered_at = clock_.steady_now();
  if (!poll_.forwards.items) poll_.forwards.items.emplace();
  for (ForwardItem& item : page->items) poll_.forwards.items->push_back(std::move(item));
}

void PollRound::note_source_route() {
  memory_.has_sources = true;
  for (Question& question : more_sources_) follow_ups_.push_back(std::move(question));
  more_sources_.clear();
}

void PollRound::take_source(const Question& question, std::string& body) {
  note_source_route();
  auto source = decoder_.source(question.path, body);
  if (!source) {
    note_gap(question);
    return fail(poll_.sources.endpoint, source.error().message);
  }
  poll_.sources.answered_at = clock_.steady_now();
  poll_.sources.items->push_back(std::move(*source));
}

void PollRound::take_settings(std::string& body) {
  const auto timeout = decoder_.read_timeout_seconds(body);
  if (!timeout) return fail(settings_endpoint_, timeout.error().message);
  poll_.read_timeout_seconds = *timeout;
  memory_.settings_due = SteadyTime::max();
}

void PollRound::take_missing_source(const HttpAnswer& answer) {
  if (only_item_is_missing(answer)) {
    poll_.sources.endpoint.state = EndpointState::Ok;
    return note_source_route();
  }
  memory_.has_sources = false;
  memory_.sources_due = clock_.steady_now() + kNoSourcesRest;
}

}  // namespace mtxmon
