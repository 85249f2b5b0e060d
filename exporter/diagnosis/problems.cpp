#include "exporter/diagnosis/problems.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "exporter/diagnosis/sentence.h"

namespace mtxmon {
namespace {

Problem problem_of(const Reason& reason, const std::string& stream) {
  Problem problem;
  problem.code = reason.code;
  problem.detail = reason.detail;
  problem.severity = reason.severity;
  problem.since = reason.since;
  if (!stream.empty()) problem.streams = {stream};
  problem.text = reason.text;
  problem.remedy = reason.remedy;
  return problem;
}

void add_node_problems(const Snapshot& snapshot, std::vector<Problem>& problems) {
  if (!snapshot.up) {
    Problem down;
    down.code = ReasonCode::ServerDown;
    down.severity = Severity::Critical;
    down.since = snapshot.down_since.value_or(snapshot.polled_at);
    down.text = snapshot.error;
    problems.push_back(std::move(down));
    return;
  }
  std::vector<std::string> failed;
  for (const auto& [name, endpoint] : snapshot.endpoints) {
    if (endpoint.state == EndpointState::Failed)
      failed.push_back(fmt::format("{} ({})", name, endpoint.error));
  }
  if (failed.empty()) return;
  Problem lists;
  lists.code = ReasonCode::ListFailed;
  lists.since = snapshot.polled_at;
  lists.text = fmt::format("{} of the API failed: {}. What they tell is shown as it was.",
                           count_text(failed.size(), "list"), list_text(failed, 2));
  lists.remedy = "The log of MediaMTX says why it does not answer them.";
  problems.push_back(std::move(lists));
}

}  // namespace

std::vector<Problem> find_problems(const Snapshot& snapshot,
                                   const std::vector<StreamOrigin>& origins,
                                   const std::vector<Reason>& of_node, const Overload* overload) {
  std::vector<Problem> problems;
  std::vector<Failure> failures;
  add_node_problems(snapshot, problems);
  for (const Reason& reason : of_node) problems.push_back(problem_of(reason, ""));
  if (overload != nullptr) {
    problems.push_back(problem_of(overload->reason, ""));
    problems.back().streams = overload->streams;
  }
  for (std::size_t i = 0; i < snapshot.streams.size(); ++i) {
    const Stream& stream = snapshot.streams[i];
    const Reason* worst = nullptr;
    for (const Reason& reason : stream.reasons) {
      if (!reason.active(Severity::Warning)) continue;
      if (reason.code == ReasonCode::ReadersFailing && overload != nullptr &&
          overload->touches(stream.name))
        continue;
      // A destination that gets nothing is a matter of its own.
      if (reason.code == ReasonCode::ForwardFailed) {
        problems.push_back(problem_of(reason, stream.name));
      } else if (worst == nullptr) {
        worst = &reason;
      }
    }
    if (worst == nullptr) continue;
    // What never came has not failed at any time.
    const bool never_came = worst->code == ReasonCode::ExpectedMissing && !origins[i].was_there;
    if (is_failure(worst->code) && !never_came) {
      failures.push_back({&stream, worst, &origins[i]});
    } else {
      problems.push_back(problem_of(*worst, stream.name));
    }
  }
  for (Problem& cause : find_common_causes(failures, snapshot.streams))
    problems.push_back(std::move(cause));
  for (const Failure& failure : failures)
    problems.push_back(problem_of(*failure.reason, failure.stream->name));
  std::ranges::stable_sort(problems, [](const Problem& a, const Problem& b) {
    return a.severity != b.severity ? a.severity > b.severity : a.since < b.since;
  });
  return problems;
}

}  // namespace mtxmon
