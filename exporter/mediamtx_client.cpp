#include "exporter/mediamtx_client.h"

#include <utility>

#include <fmt/format.h>

namespace mtxmon {

MediaMtxClient::MediaMtxClient(HttpClient& http, const Clock& clock, NodeSettings node,
                               std::chrono::milliseconds poll_timeout, DecodeRules rules)
    : http_(http),
      clock_(clock),
      node_(std::move(node)),
      poll_timeout_(poll_timeout),
      decoder_(rules) {}

PollResult MediaMtxClient::poll(const std::stop_token& stop) {
  const SteadyTime start = clock_.steady_now();
  PollResult poll;
  poll.polled_at = clock_.wall_now();
  poll.timeout_seconds = to_seconds(poll_timeout_);
  if (memory_.refused_until && start < *memory_.refused_until) {
    poll.paths.endpoint = {EndpointState::Failed, 401, std::nullopt, memory_.refusal};
  } else {
    memory_.refused_until.reset();
    PollRound round(http_, clock_, decoder_, node_, start + poll_timeout_, memory_, poll);
    round.ask_lists(stop);
    note_server(poll);
    if (poll.paths.items) round.ask_slow(stop);
  }
  if (!poll.paths.items) {
    poll.error = fmt::format("{}: {}", node_.url, poll.paths.endpoint.error);
    // Nothing is said of the lists: without the paths they explain nothing.
    for (auto& list : poll.lists) list = {};
    poll.info_endpoint = {};
  }
  poll.finished_at = clock_.steady_now();
  poll.duration_seconds = to_seconds(poll.finished_at - start);
  return poll;
}

void MediaMtxClient::note_server(const PollResult& poll) {
  if (!poll.paths.items) {
    memory_.ask_everything_again();
    return;
  }
  if (poll.info_endpoint.state != EndpointState::Ok) return;
  const bool another =
      memory_.server.started != poll.info.started || memory_.server.version != poll.info.version;
  const bool first = !memory_.server.version && !memory_.server.started;
  if (another && !first) memory_.ask_everything_again();
  memory_.server = poll.info;
}

}  // namespace mtxmon
