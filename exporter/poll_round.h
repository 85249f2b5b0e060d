// PollRound: the questions of one poll and what becomes of their answers.
//
// Made for one poll by MediaMtxClient and gone after it. Fills a PollResult, updates the ApiMemory.
// Questions go out four at a time; one that brings up another (a route that has another name in
// this release, a list that outgrew its page) is followed by it within the same poll. After a
// time-out or a refusal nothing else is asked.
#pragma once

#include <stop_token>
#include <vector>

#include "core/base/settings.h"
#include "core/http/http_client.h"
#include "exporter/api_memory.h"
#include "exporter/api_question.h"
#include "exporter/decode.h"

namespace mtxmon {

class PollRound {
 public:
  PollRound(HttpClient& http, const Clock& clock, Decoder& decoder, const NodeSettings& node,
            SteadyTime deadline, ApiMemory& memory, PollResult& poll);

  // Paths, the server's state, all lists that are not resting.
  void ask_lists(const std::stop_token& stop);
  // Configuration, recordings, forward destinations, static sources, settings: those that are due.
  void ask_slow(const std::stop_token& stop);

 private:
  using What = Question::What;

  void ask(std::vector<Question> questions, const std::stop_token& stop);
  [[nodiscard]] std::vector<HttpRequest> requests_for(const std::vector<Question>& questions) const;
  // False: nothing else is to be asked in this poll.
  bool take(const Question& question, HttpOutcome outcome);
  void take_body(const Question& question, std::string& body);
  template <typename Item>
  void take_page(const Question& question, Result<ListPage<Item>> page, ListResult<Item>& result);
  void take_forwards(const Question& question, std::string& body);
  void take_source(const Question& question, std::string& body);
  void take_settings(std::string& body);
  bool take_missing(const Question& question, const HttpAnswer& answer);
  void take_missing_source(const HttpAnswer& answer);
  bool take_failure(const Question& question, const HttpOutcome& outcome);
  void not_asked(const Question& question);
  // Its answer is missing from those of all paths, which then say nothing.
  void note_gap(const Question& question);
  void add_source_questions(std::vector<Question>& questions);
  // This release has it.
  void note_source_route();
  static void fail(Endpoint& endpoint, std::string error);
  [[nodiscard]] Endpoint& endpoint_of(const Question& question);

  HttpClient& http_;
  const Clock& clock_;
  Decoder& decoder_;
  const NodeSettings& node_;
  const SteadyTime deadline_;
  ApiMemory& memory_;
  PollResult& poll_;
  std::vector<Question> follow_ups_;
  Endpoint settings_endpoint_;  // of no interest to others: that it fails is no failure of a list
  bool over_ = false;           // nothing else is to be asked
  bool forwards_complete_ = true, sources_complete_ = true;
  std::vector<Question> more_sources_;  // wait for the answer to the first
};

}  // namespace mtxmon
