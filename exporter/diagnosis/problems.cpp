#include "exporter/diagnosis/problems.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "exporter/diagnosis/sentence.h"

namespace mtxmon {
namespace {

// A stream from which nothing comes any more, and the reason that says so.
struct Failure {
  const Stream* stream;
  const Reason* reason;
  std::string network;
};

bool is_failure(ReasonCode code) {
  return code == ReasonCode::NoInboundBytes || code == ReasonCode::StreamGone ||
         code == ReasonCode::ExpectedMissing || code == ReasonCode::SourceUnreachable;
}

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

Problem together(std::span<const Failure> failures, const std::string& network) {
  Problem problem;
  problem.code = ReasonCode::StreamsFailedTogether;
  problem.severity = Severity::Critical;
  problem.since = failures.front().reason->since;
  for (const Failure& failure : failures) problem.streams.push_back(failure.stream->name);
  const double within = to_seconds(failures.back().reason->since - problem.since);
  const std::string when =
      within < 1 ? std::string("at once") : fmt::format("within {}", duration_text(within));
  if (network.empty()) {
    problem.text =
        fmt::format("{} of this server failed {}: {}.", count_text(failures.size(), "stream"), when,
                    list_text(problem.streams));
    problem.remedy = "Look for what they share, the server and its network, before the encoders.";
  } else {
    problem.text = fmt::format("{} from {} failed {}: {}.", count_text(failures.size(), "stream"),
                               network, when, list_text(problem.streams));
    problem.remedy = fmt::format("Look at the uplink of {} before the single encoders.", network);
  }
  return problem;
}

// Of failures, ordered by time: those of which kTogetherAtLeast lie within kTogether, and whatever
// overlaps with them in the same way.
template <typename Take>
void for_each_cluster(const std::vector<Failure>& failures, const Take& take) {
  const auto close = [&](std::size_t first) {
    const std::size_t last = first + kTogetherAtLeast - 1;
    return last < failures.size() &&
           failures[last].reason->since - failures[first].reason->since <= kTogether;
  };
  for (std::size_t begin = 0; begin < failures.size();) {
    if (!close(begin)) {
      ++begin;
      continue;
    }
    std::size_t end = begin + kTogetherAtLeast;
    for (std::size_t first = begin + 1; first < end; ++first) {
      if (close(first)) end = first + kTogetherAtLeast;
    }
    take(std::span(failures).subspan(begin, end - begin));
    begin = end;
  }
}

// Takes the failures that it explains out of `failures`.
void find_common_causes(const Snapshot& snapshot, std::vector<Failure>& failures,
                        std::vector<Problem>& problems) {
  std::ranges::stable_sort(failures, {},
                           [](const Failure& failure) { return failure.reason->since; });
  std::set<const Stream*> explained;
  const auto explain = [&](std::span<const Failure> cluster, const std::string& network) {
    problems.push_back(together(cluster, network));
    for (const Failure& failure : cluster) explained.insert(failure.stream);
  };
  std::map<std::string, std::vector<Failure>> by_network;
  for (const Failure& failure : failures) {
    if (!failure.network.empty()) by_network[failure.network].push_back(failure);
  }
  for (const auto& [network, some] : by_network) {
    for_each_cluster(
        some, [&, &from = network](std::span<const Failure> cluster) { explain(cluster, from); });
  }
  std::erase_if(failures,
                [&](const Failure& failure) { return explained.contains(failure.stream); });
  const auto healthy =
      static_cast<std::size_t>(std::ranges::count_if(snapshot.streams, [](const Stream& stream) {
        return stream.state == StreamState::Live || stream.state == StreamState::Degraded;
      }));
  // The server itself, only where hardly a stream is left.
  for_each_cluster(failures, [&](std::span<const Failure> cluster) {
    if (cluster.size() >= 2 * healthy) explain(cluster, "");
  });
  std::erase_if(failures,
                [&](const Failure& failure) { return explained.contains(failure.stream); });
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

bool share_a_stream(const Problem& a, const Problem& b) {
  if (a.streams.empty() && b.streams.empty()) return true;
  return std::ranges::any_of(a.streams, [&](const std::string& name) {
    return std::ranges::find(b.streams, name) != b.streams.end();
  });
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
    if (is_failure(worst->code)) {
      failures.push_back({&stream, worst, origins[i].network});
    } else {
      problems.push_back(problem_of(*worst, stream.name));
    }
  }
  find_common_causes(snapshot, failures, problems);
  for (const Failure& failure : failures)
    problems.push_back(problem_of(*failure.reason, failure.stream->name));
  std::ranges::stable_sort(problems, [](const Problem& a, const Problem& b) {
    return a.severity != b.severity ? a.severity > b.severity : a.since < b.since;
  });
  return problems;
}

void ProblemList::update(std::vector<Problem>& problems, bool server_answers) {
  std::set<std::string> taken;
  for (Problem& problem : problems) {
    const auto same = std::ranges::find_if(known_, [&](const Problem& known) {
      return known.code == problem.code && !taken.contains(known.key) &&
             share_a_stream(known, problem) && problem.detail == known.detail;
    });
    if (same == known_.end()) {
      problem.key = fmt::format("{}-{}-{}", reason_kind(problem.code).word,
                                problem.since.time_since_epoch().count(), ++last_number_);
    } else {
      problem.key = same->key;
      problem.since = std::min(problem.since, same->since);
    }
    taken.insert(problem.key);
  }
  std::vector<Problem> known = problems;
  if (!server_answers) {
    std::ranges::copy_if(known_, std::back_inserter(known),
                         [&](const Problem& problem) { return !taken.contains(problem.key); });
  }
  known_ = std::move(known);
}

}  // namespace mtxmon
