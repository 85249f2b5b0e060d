#include "exporter/mediamtx_client.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "core/base/log.h"

namespace mtxmon {
namespace {

// MediaMTX builds the whole list for every page, so one large page is the cheapest way (and the
// only consistent one).
constexpr std::uint64_t kItemsPerPage = 10'000;
constexpr std::uint64_t kMaxItemsPerPage = 100'000;
// Below this, asking is pointless: the answer could not be read in time.
constexpr std::chrono::milliseconds kLeast{10};

// The text of MediaMTX' JSON errors, {"status":"error","error":"…"}; empty for anything else.
std::string server_error(const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  std::string_view text;
  if (parser.parse(body).get(document) != simdjson::SUCCESS) return {};
  if (document["error"].get(text) != simdjson::SUCCESS) return {};
  return printable(text);
}

std::string explain_status(const HttpAnswer& answer, const NodeSettings& node) {
  switch (answer.status) {
    case 401:
      return node.username.empty() ? "401: the API wants a user; set mediamtx.username and "
                                     "mediamtx.password_file, or allow this "
                                     "address in MediaMTX' authInternalUsers (action: api)"
                                   : fmt::format(
                                         "401: the API refuses user \"{}\"; check "
                                         "mediamtx.username, mediamtx.password_file and "
                                         "MediaMTX' authInternalUsers (action: api)",
                                         printable(node.username, 64));
    case 403:
      return "403: the API refuses this address or user; check MediaMTX' authInternalUsers "
             "(action: api)";
    default: {
      const std::string text = server_error(answer.body);
      return text.empty() ? fmt::format("status {}", answer.status)
                          : fmt::format("status {}: {}", answer.status, text);
    }
  }
}

}  // namespace

MediaMtxClient::MediaMtxClient(HttpClient& http, const Clock& clock, NodeSettings node,
                               std::chrono::milliseconds poll_timeout)
    : http_(http), clock_(clock), node_(std::move(node)), poll_timeout_(poll_timeout) {}

Result<std::string> MediaMtxClient::fetch(const std::string& route, SteadyTime deadline,
                                          const std::stop_token& stop, Endpoint& endpoint) {
  const SteadyTime start = clock_.steady_now();
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - start);
  if (left < kLeast) {
    endpoint.state = EndpointState::Failed;
    endpoint.error = fmt::format("not asked: the poll's {} ms were used up", poll_timeout_.count());
    return Error{endpoint.error};
  }
  HttpRequest request;
  request.target = "/v3/" + route;
  request.timeout = left;
  request.connect_timeout = std::min(request.connect_timeout, left);
  Result<HttpAnswer> answer = Error{"stopped"};
  http_.get({&request, 1}, 1, stop, [&answer](std::size_t, HttpOutcome outcome) {
    answer = std::move(outcome.answer);
    return true;
  });
  endpoint.duration_seconds =
      endpoint.duration_seconds.value_or(0) + to_seconds(clock_.steady_now() - start);
  endpoint.state = EndpointState::Failed;
  if (!answer) {
    endpoint.error = answer.error().message;
    return Error{endpoint.error};
  }
  endpoint.status = answer->status;
  if (answer->status == 200) {
    endpoint.state = EndpointState::Ok;
    return std::move(answer->body);
  }
  if (answer->status == 404) {
    endpoint.state = EndpointState::Off;
    return Error{"404"};
  }
  endpoint.error = explain_status(*answer, node_);
  return Error{endpoint.error};
}

template <typename Item, typename Decode>
ListResult<Item> MediaMtxClient::fetch_list(std::string_view route, SteadyTime deadline,
                                            const std::stop_token& stop, Decode decode) {
  ListResult<Item> result;
  const auto fail = [&](const std::string& error) {
    result.endpoint.state = EndpointState::Failed;
    result.endpoint.error = error;
    return result;
  };
  // A list that outgrew the page is asked for again with a larger one: pages are separate
  // snapshots, and items that end between two of them would shift others out of sight.
  for (std::uint64_t page_size = kItemsPerPage;;
       page_size = std::min(page_size * 4, kMaxItemsPerPage)) {
    auto body = fetch(fmt::format("{}?itemsPerPage={}&page=0", route, page_size), deadline, stop,
                      result.endpoint);
    if (!body) return result;
    auto page = decode(*body);
    if (!page) return fail(page.error().message);
    result.answered_at = clock_.steady_now();
    if (page->items.size() >= page->item_count) {
      result.items = std::move(page->items);
      return result;
    }
    if (page_size == kMaxItemsPerPage) {
      return fail(fmt::format("the server tells of {} items but sends {}", page->item_count,
                              page->items.size()));
    }
  }
}

PollResult MediaMtxClient::poll(const std::stop_token& stop) {
  PollResult poll;
  poll.polled_at = clock_.wall_now();
  poll.timeout_seconds = to_seconds(poll_timeout_);
  const SteadyTime start = clock_.steady_now();
  const SteadyTime deadline = start + poll_timeout_;

  poll.paths = fetch_list<PathItem>("paths/list", deadline, stop,
                                    [this](std::string& body) { return decoder_.paths(body); });
  const Endpoint& paths = poll.paths.endpoint;
  if (poll.paths.items) {
    for (std::size_t list = 0; list < kLists.size(); ++list) {
      const Resource& resource = *kLists[list].resource;
      poll.lists[list] = fetch_list<ConnectionItem>(
          kLists[list].route, deadline, stop,
          [&](std::string& body) { return decoder_.connections(resource, body); });
    }
    if (auto body = fetch("info", deadline, stop, poll.info_endpoint)) {
      if (auto info = decoder_.info(*body)) {
        poll.info = std::move(*info);
      } else {
        poll.info_endpoint.state = EndpointState::Failed;
        poll.info_endpoint.error = info.error().message;
      }
    }
  } else if (paths.state == EndpointState::Off) {
    poll.paths.endpoint.state = EndpointState::Failed;
    poll.paths.endpoint.error =
        "404 for /v3/paths/list: this is not the API of a MediaMTX from v1.2 on";
  }
  if (!poll.paths.items) {
    poll.error = fmt::format("{}: {}", node_.url, poll.paths.endpoint.error);
    // Not asked, so nothing is known of them: asking a server that is away three times would only
    // cost time.
    for (auto& list : poll.lists) list.endpoint.state = EndpointState::Unknown;
    poll.info_endpoint.state = EndpointState::Unknown;
  }
  poll.finished_at = clock_.steady_now();
  poll.duration_seconds = to_seconds(poll.finished_at - start);
  return poll;
}

}  // namespace mtxmon
