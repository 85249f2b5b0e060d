#include "exporter/diagnosis/common_cause.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <set>
#include <span>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "core/base/time_text.h"
#include "exporter/diagnosis/sentence.h"

namespace mtxmon {
namespace {

using Cluster = std::span<const Failure>;

std::string clock_text(WallTime time) { return format_rfc3339(time).substr(11, 8) + " UTC"; }

// Addresses that only mean something where the server stands: RFC 1918, 3927, 4193, 4291.
bool is_local(std::string_view network) {
  for (const std::string_view prefix : {"10.", "192.168.", "169.254.", "fc", "fd", "fe8"}) {
    if (network.starts_with(prefix)) return true;
  }
  if (!network.starts_with("172.")) return false;
  unsigned second = 0;
  std::from_chars(network.data() + 4, network.data() + network.size(), second);
  return second >= 16 && second < 32;
}

Problem together(Cluster failures, std::string detail) {
  Problem problem;
  problem.code = ReasonCode::StreamsFailedTogether;
  problem.detail = std::move(detail);
  problem.severity = Severity::Critical;
  problem.since = failures.front().reason->since;
  for (const Failure& failure : failures) problem.streams.push_back(failure.stream->name);
  return problem;
}

// "3 streams from 203.0.113.0/24 failed within 8 s: cam1, cam2 and cam3."
std::string sentence(Cluster failures, std::string_view of_what,
                     const std::vector<std::string>& names) {
  const double within = to_seconds(failures.back().reason->since - failures.front().reason->since);
  const std::string when =
      within < 1 ? std::string("at once") : fmt::format("within {}", duration_text(within));
  return fmt::format("{} {} failed {}: {}.", count_text(failures.size(), "stream"), of_what, when,
                     list_text(names));
}

Problem of_network(Cluster failures, const std::string& network) {
  Problem problem = together(failures, network);
  if (is_local(network)) {
    problem.text =
        sentence(failures, fmt::format("from the local network {}", network), problem.streams);
    problem.remedy = fmt::format(
        "Look at the switch, router or Wi-Fi of {} before the single encoders.", network);
  } else {
    problem.text = sentence(failures, fmt::format("from {}", network), problem.streams);
    problem.remedy = fmt::format("Look at the uplink of {} before the single encoders.", network);
  }
  return problem;
}

std::string source_detail(const std::string& host) { return "source " + host; }

Problem of_source(Cluster failures, const std::string& host) {
  Problem problem = together(failures, source_detail(host));
  problem.text = sentence(failures, fmt::format("pulled from {}", host), problem.streams);
  problem.remedy = fmt::format("Look at {} and the way there before the single streams.", host);
  return problem;
}

Problem of_server(Cluster failures) {
  Problem problem = together(failures, "");
  problem.text = sentence(failures, "of this server", problem.streams);
  problem.remedy = "Look for what they share, the server and its network, before the encoders.";
  return problem;
}

Problem after_return(Cluster failures, const ServerReturn& back) {
  Problem problem = together(failures, std::string(back.started ? kServerRestart : kServerAway));
  const std::string what =
      back.started ? fmt::format("the restart of the server at {}", clock_text(*back.started))
                   : fmt::format("the API of the server had failed until {}", clock_text(back.at));
  problem.text =
      fmt::format("{} did not come back after {}: {}.", count_text(failures.size(), "stream"), what,
                  list_text(problem.streams));
  problem.remedy = fmt::format(
      "Start their publishers again: not every encoder reconnects by itself. The log "
      "of MediaMTX says why it {}.",
      back.started ? "was restarted" : "did not answer");
  return problem;
}

// Of failures, ordered by time: those of which kTogetherAtLeast lie within kTogether, those that
// were one cause in the last poll where `may_go_on` says so of it, and whatever overlaps.
template <typename MayGoOn, typename Take>
void for_each_cluster(const std::vector<Failure>& failures, const MayGoOn& may_go_on,
                      const Take& take) {
  std::vector<std::size_t> earlier(failures.size());  // one of the same cluster; the first: itself
  std::iota(earlier.begin(), earlier.end(), std::size_t{0});
  const auto first_of = [&](std::size_t one) {
    while (earlier[one] != one) one = earlier[one] = earlier[earlier[one]];
    return one;
  };
  const auto join = [&](std::size_t one, std::size_t other) {
    const auto [first, second] = std::minmax({first_of(one), first_of(other)});
    earlier[second] = first;
  };
  for (std::size_t last = kTogetherAtLeast - 1; last < failures.size(); ++last) {
    const std::size_t first = last - (kTogetherAtLeast - 1);
    if (failures[last].reason->since - failures[first].reason->since > kTogether) continue;
    for (std::size_t one = first + 1; one <= last; ++one) join(first, one);
  }
  std::map<const Problem*, std::size_t> groups;
  for (std::size_t one = 0; one < failures.size(); ++one) {
    const Problem* group = failures[one].origin->group;
    if (group != nullptr && may_go_on(*group)) join(groups.emplace(group, one).first->second, one);
  }
  std::map<std::size_t, std::vector<Failure>> clusters;
  for (std::size_t one = 0; one < failures.size(); ++one)
    clusters[first_of(one)].push_back(failures[one]);
  for (const auto& [first, cluster] : clusters) {
    if (cluster.size() > 1) take(Cluster(cluster));
  }
}

// Two of them had one cause in the last poll.
bool goes_on(Cluster failures) {
  std::set<const Problem*> groups;
  return std::ranges::any_of(failures, [&](const Failure& failure) {
    const Problem* group = failure.origin->group;
    return group != nullptr && !groups.insert(group).second;
  });
}

// Failures by what they share; those that share nothing are left out.
template <typename Key>
auto grouped(const std::vector<Failure>& failures, const Key& key_of) {
  std::map<typename std::invoke_result_t<Key, const Failure&>::value_type, std::vector<Failure>>
      groups;
  for (const Failure& failure : failures) {
    if (auto key = key_of(failure)) groups[std::move(*key)].push_back(failure);
  }
  return groups;
}

// Streams that outlived this: those that are well, and those that something else came over later.
std::size_t well_after(Cluster failures, const std::vector<Stream>& streams) {
  const WallTime later = failures.back().reason->since + kTogether;
  return static_cast<std::size_t>(std::ranges::count_if(streams, [&](const Stream& stream) {
    return stream.state == StreamState::Live || stream.state == StreamState::Degraded ||
           stream.since > later;
  }));
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

bool is_failure(ReasonCode code) {
  return code == ReasonCode::NoInboundBytes || code == ReasonCode::StreamGone ||
         code == ReasonCode::ExpectedMissing || code == ReasonCode::SourceUnreachable;
}

std::vector<Problem> find_common_causes(std::vector<Failure>& failures,
                                        const std::vector<Stream>& streams) {
  std::vector<Problem> problems;
  std::ranges::stable_sort(failures, {},
                           [](const Failure& failure) { return failure.reason->since; });
  std::set<const Stream*> explained;
  const auto explain = [&](Cluster cluster, Problem problem) {
    problems.push_back(std::move(problem));
    for (const Failure& failure : cluster) explained.insert(failure.stream);
  };
  const auto take_out = [&] {
    std::erase_if(failures,
                  [&](const Failure& failure) { return explained.contains(failure.stream); });
  };
  // What is known goes before what is likely.
  const auto lost_at = [](const Failure& failure) {
    const auto& lost = failure.origin->lost;
    return lost ? std::optional(lost->at) : std::nullopt;
  };
  for (const auto& [at, lost] : grouped(failures, lost_at)) {
    if (lost.size() >= kLostAtLeast) explain(lost, after_return(lost, *lost[0].origin->lost));
  }
  take_out();
  const auto network = [](const Failure& failure) { return unless_empty(failure.origin->network); };
  for (const auto& [shared, some] : grouped(failures, network)) {
    const auto may_go_on = [&from = shared](const Problem& group) { return group.detail == from; };
    for_each_cluster(some, may_go_on, [&, &from = shared](Cluster cluster) {
      explain(cluster, of_network(cluster, from));
    });
  }
  take_out();
  const auto source = [](const Failure& failure) { return unless_empty(failure.origin->source); };
  for (const auto& [shared, some] : grouped(failures, source)) {
    const auto may_go_on = [detail = source_detail(shared)](const Problem& group) {
      return group.detail == detail;
    };
    for_each_cluster(some, may_go_on, [&, &from = shared](Cluster cluster) {
      explain(cluster, of_source(cluster, from));
    });
  }
  take_out();
  // The server itself, only where hardly a stream is left. Who recovers first does not acquit it.
  const auto any = [](const Problem& /*group*/) { return true; };
  for_each_cluster(failures, any, [&](Cluster cluster) {
    if (goes_on(cluster) || cluster.size() >= 2 * well_after(cluster, streams))
      explain(cluster, of_server(cluster));
  });
  take_out();
  return problems;
}

}  // namespace mtxmon
