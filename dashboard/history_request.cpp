#include "dashboard/history_request.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/base/log.h"
#include "dashboard/time_range.h"

namespace mtxmon {
namespace {

constexpr std::array<std::string_view, 9> kStreamSeries = {"inbound_bits_per_second",
                                                           "outbound_bits_per_second",
                                                           "readers",
                                                           "rtt_seconds",
                                                           "link_loss_ratio",
                                                           "rtp_loss_ratio",
                                                           "receive_bits_per_second",
                                                           "link_capacity_bits_per_second",
                                                           "inbound_bytes_total"};
constexpr std::array<std::string_view, 6> kHostSeries = {"cpu_usage_ratio",
                                                         "load1",
                                                         "memory_used_bytes",
                                                         "swap_used_bytes",
                                                         "network_receive_bits_per_second",
                                                         "network_transmit_bits_per_second"};
constexpr std::chrono::seconds kDefaultRange{600};
constexpr std::size_t kMaxPoints = 100'000;
// Each word once: a name must not become two members of one object.
std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto word = text.substr(0, comma);
    if (!word.empty() && std::ranges::find(words, word) == words.end()) words.emplace_back(word);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return words;
}

}  // namespace

Result<HistoryRequest> parse_history_request(const Request& request, WallTime now) {
  HistoryRequest out;
  out.node = request.parameter("node").value_or("");
  out.path = request.parameter("path").value_or("");
  out.host = request.parameter("host").value_or("");
  const bool of_stream = !out.node.empty() && !out.path.empty();
  if (of_stream == !out.host.empty())
    return Error{"say node= and path= for a stream, or host= for a host"};

  const std::vector<std::string_view> known =
      of_stream ? std::vector<std::string_view>(kStreamSeries.begin(), kStreamSeries.end())
                : std::vector<std::string_view>(kHostSeries.begin(), kHostSeries.end());
  out.query.series = split_commas(request.parameter("series").value_or(""));
  if (out.query.series.empty()) out.query.series.assign(known.begin(), known.end());
  for (const std::string& name : out.query.series) {
    if (std::ranges::find(known, name) == known.end()) {
      return Error{fmt::format("series: \"{}\" is unknown; there are {}", printable(name, 40),
                               fmt::join(known, ", "))};
    }
  }

  const auto range = parse_time_range(request, now, kDefaultRange);
  if (!range) return range.error();
  out.query.from = range->from;
  out.query.to = range->to;

  if (const auto points = request.parameter("points")) {
    const auto [end, code] =
        std::from_chars(points->data(), points->data() + points->size(), out.query.points);
    if (code != std::errc() || end != points->data() + points->size() || out.query.points < 1 ||
        out.query.points > kMaxPoints) {
      return Error{fmt::format("points: \"{}\" is not a number from 1 to {}",
                               printable(*points, 20), kMaxPoints)};
    }
  }
  return out;
}

}  // namespace mtxmon
