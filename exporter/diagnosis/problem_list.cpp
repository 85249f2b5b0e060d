#include "exporter/diagnosis/problem_list.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "exporter/diagnosis/common_cause.h"

namespace mtxmon {
namespace {

// Problems of single streams, and the one that stands for several of them.
bool is_failure_or_several(ReasonCode code) {
  return is_failure(code) || code == ReasonCode::StreamsFailedTogether;
}
bool is_of_readers_or_several(ReasonCode code) {
  return code == ReasonCode::ReadersFailing || code == ReasonCode::ServerOverloaded;
}

// What fails of a stream's destinations is a matter of its own.
bool is_of_streams(const Problem& problem) {
  return !problem.streams.empty() && problem.code != ReasonCode::ForwardFailed;
}

bool is_same(const Problem& a, const Problem& b) {
  return a.code == b.code && a.detail == b.detail;
}

// An end after a stall is as old as the stall; another reason has its own beginning.
bool has_one_beginning(const Problem& a, const Problem& b) {
  return a.code == b.code || (is_failure_or_several(a.code) && is_failure_or_several(b.code)) ||
         (is_of_readers_or_several(a.code) && is_of_readers_or_several(b.code));
}

// Of problems that share a stream. An overload stands for its failing readers only: beside it the
// stream has other problems.
bool may_merge(const Problem& a, const Problem& b) {
  if (!is_of_streams(a) || !is_of_streams(b)) return false;
  const bool overload =
      a.code == ReasonCode::ServerOverloaded || b.code == ReasonCode::ServerOverloaded;
  return !overload || has_one_beginning(a, b);
}

bool has_streams_of(const Problem& whole, const Problem& part) {
  return std::ranges::all_of(part.streams, [&](const std::string& stream) {
    return std::ranges::find(whole.streams, stream) != whole.streams.end();
  });
}

// What is wrong with one of its streams now says nothing of the others.
bool covers(const Problem& now, const Problem& ended) {
  return has_one_beginning(now, ended) || has_streams_of(now, ended);
}

// Of problems that share a stream: the same one, of which something else is the worst now.
bool goes_on_as(const Problem& a, const Problem& b) {
  if (!may_merge(a, b)) return false;
  return has_one_beginning(a, b) || (a.streams.size() == 1 && a.streams == b.streams);
}

bool is_changed(const Problem& told, std::size_t told_count, const Problem& now) {
  if (told.code != now.code || told.severity != now.severity || told_count != now.streams.size())
    return true;
  if (told.streams.size() != told_count) return false;  // named in part only
  std::vector<std::string> before = told.streams;
  std::vector<std::string> after = now.streams;
  std::ranges::sort(before);
  std::ranges::sort(after);
  return before != after;
}

template <typename Visit>
void for_each_place(const Problem& problem, const Visit& visit) {
  if (problem.streams.empty()) visit(std::string_view());
  for (const std::string& stream : problem.streams) visit(std::string_view(stream));
}

}  // namespace

void ProblemList::restore(std::vector<Problem> told) {
  known_.clear();
  for (Problem& problem : told) {
    const std::size_t count = std::max(problem.stream_count, problem.streams.size());
    // New keys must differ from the old ones.
    const std::string_view number =
        std::string_view(problem.key).substr(problem.key.rfind('-') + 1);
    std::uint64_t used = 0;
    std::from_chars(number.data(), number.data() + number.size(), used);
    last_number_ = std::max(last_number_, used);
    known_.push_back({std::move(problem), count, false});
  }
}

std::vector<ProblemChange> ProblemList::update(std::vector<Problem>& problems, WallTime at,
                                               bool server_answers) {
  std::vector<ProblemChange> changes;
  find_again(problems);
  note_changed(problems, changes);
  add_new(problems, changes);
  if (server_answers) end_absent(problems, at, changes);
  std::erase_if(known_, [&](const Known& known) { return known.found || server_answers; });
  for (const Problem& problem : problems) known_.push_back({problem, problem.streams.size(), true});
  // Ids are times: never twice the same, also when the clock goes back.
  const WallTime time = std::max(at, last_time_ + Milliseconds(1));
  if (!changes.empty()) last_time_ = time;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    changes[i].time = time;
    changes[i].id = fmt::format("{}-{}", time.time_since_epoch().count(), i);
  }
  return changes;
}

std::map<std::string_view, const Problem*> ProblemList::groups() const {
  std::map<std::string_view, const Problem*> groups;
  for (const Known& known : known_) {
    if (known.problem.code != ReasonCode::StreamsFailedTogether) continue;
    for (const std::string& stream : known.problem.streams) groups.emplace(stream, &known.problem);
  }
  return groups;
}

std::vector<Problem> ProblemList::held() const {
  std::vector<Problem> problems;
  for (const Known& known : known_) {
    if (!known.found) problems.push_back(known.problem);
  }
  return problems;
}

void ProblemList::find_again(std::vector<Problem>& problems) {
  ByStream by_stream;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    known_[i].found = false;
    for_each_place(known_[i].problem, [&](std::string_view at) { by_stream.emplace(at, i); });
  }
  const auto find = [&](Problem& problem, const auto& matches) {
    for_each_place(problem, [&](std::string_view at) {
      const auto [begin, end] = by_stream.equal_range(at);
      for (auto one = begin; one != end && problem.key.empty(); ++one) {
        Known& known = known_[one->second];
        if (known.found || !matches(known.problem, problem)) continue;
        known.found = true;
        problem.key = known.problem.key;
        if (has_one_beginning(known.problem, problem))
          problem.since = std::min(problem.since, known.problem.since);
      }
    });
  };
  for (Problem& problem : problems) find(problem, is_same);
  for (Problem& problem : problems) {
    if (problem.key.empty()) find(problem, goes_on_as);
  }
}

void ProblemList::note_changed(const std::vector<Problem>& problems,
                               std::vector<ProblemChange>& changes) {
  std::map<std::string_view, const Problem*> by_key;
  for (const Problem& problem : problems) {
    if (!problem.key.empty()) by_key.emplace(problem.key, &problem);
  }
  for (const Known& known : known_) {
    const auto now = by_key.find(known.problem.key);
    if (!known.found || now == by_key.end()) continue;
    if (is_changed(known.problem, known.stream_count, *now->second))
      changes.push_back({.kind = ProblemChange::Kind::Changed, .problem = *now->second});
  }
}

void ProblemList::add_new(std::vector<Problem>& problems, std::vector<ProblemChange>& changes) {
  std::multimap<std::string_view, const Problem*> of_several;
  for (const Known& known : known_) {
    if (known.stream_count < 2) continue;
    for (const std::string& stream : known.problem.streams)
      of_several.emplace(stream, &known.problem);
  }
  const auto key_of_whole = [&](const Problem& part) {
    if (part.streams.empty()) return std::string();
    const auto [begin, end] = of_several.equal_range(part.streams.front());
    const auto whole = std::find_if(begin, end, [&](const auto& one) {
      return may_merge(*one.second, part) && has_one_beginning(*one.second, part) &&
             has_streams_of(*one.second, part);
    });
    return whole == end ? std::string() : whole->second->key;
  };
  for (Problem& problem : problems) {
    if (!problem.key.empty()) continue;
    problem.key = fmt::format("{}-{}-{}", reason_kind(problem.code).word,
                              problem.since.time_since_epoch().count(), ++last_number_);
    ProblemChange change{.kind = ProblemChange::Kind::Began, .problem = problem};
    change.split_from = key_of_whole(problem);
    if (!change.split_from.empty()) change.kind = ProblemChange::Kind::Changed;
    changes.push_back(std::move(change));
  }
}

void ProblemList::end_absent(const std::vector<Problem>& problems, WallTime at,
                             std::vector<ProblemChange>& changes) {
  std::multimap<std::string_view, const Problem*> by_stream;
  for (const Problem& problem : problems) {
    for (const std::string& stream : problem.streams) by_stream.emplace(stream, &problem);
  }
  const auto key_of_merged = [&](const Problem& ended) {
    for (const std::string& stream : ended.streams) {
      const auto [begin, end] = by_stream.equal_range(stream);
      const auto other = std::find_if(begin, end, [&](const auto& one) {
        return may_merge(ended, *one.second) && covers(*one.second, ended);
      });
      if (other != end) return other->second->key;
    }
    return std::string();
  };
  for (const Known& known : known_) {
    if (known.found) continue;
    ProblemChange change{.kind = ProblemChange::Kind::Ended, .problem = known.problem};
    change.duration_seconds = std::max(0.0, to_seconds(at - known.problem.since));
    change.merged_into = key_of_merged(known.problem);
    changes.push_back(std::move(change));
  }
}

}  // namespace mtxmon
