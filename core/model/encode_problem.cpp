#include "core/model/encode_problem.h"

#include <algorithm>

namespace mtxmon {

void write_problem(JsonWriter& json, const Problem& problem) {
  json.member("key", problem.key);
  json.member("severity", severity_word(problem.severity));
  json.member("code", reason_kind(problem.code).word);
  if (!problem.detail.empty()) json.member("detail", problem.detail);
  json.member("since", problem.since);
  json.key("streams").begin_array();
  for (std::size_t i = 0; i < problem.streams.size() && i < kMostProblemStreams; ++i)
    json.value(problem.streams[i]);
  json.end_array().member("stream_count", std::max(problem.stream_count, problem.streams.size()));
  json.member("text", problem.text);
  if (!problem.remedy.empty()) json.member("remedy", problem.remedy);
  json.member("muted_until", problem.muted_until);
  if (!problem.mute_id.empty()) json.member("mute_id", problem.mute_id);
  if (!problem.mute_comment.empty()) json.member("mute_comment", problem.mute_comment);
}

std::string encode_problem_change(const std::string& node, const ProblemChange& change) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("id", change.id).member("time", change.time);
  json.member("node", node).member("type", change_word(change.kind));
  write_problem(json, change.problem);
  json.member("duration_seconds", change.duration_seconds);
  if (!change.merged_into.empty()) json.member("merged_into", change.merged_into);
  if (!change.split_from.empty()) json.member("split_from", change.split_from);
  json.end_object();
  return out;
}

}  // namespace mtxmon
