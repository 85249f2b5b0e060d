#include "core/web/dispatcher.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/base/log.h"

namespace mtxmon {
namespace {

bool is_upgrade(const Request& request) {
  return header_lists(request, "Connection", "upgrade") &&
         header_lists(request, "Upgrade", "websocket");
}

Response with_header(Response response, std::string name, std::string value) {
  response.headers.emplace_back(std::move(name), std::move(value));
  return response;
}

}  // namespace

bool header_lists(const Request& request, std::string_view name, std::string_view lower_word) {
  const std::string value = to_lower(request.header(name).value_or(""));
  std::string_view rest = value;
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find(','));
    if (trim(item) == lower_word) return true;
    rest.remove_prefix(item.size() < rest.size() ? item.size() + 1 : item.size());
  }
  return false;
}

Dispatcher::Dispatcher(AccessRules rules, Router router, std::string live_path,
                       std::string route_prefix)
    : rules_(std::move(rules)),
      router_(std::move(router)),
      live_path_(std::move(live_path)),
      route_prefix_(std::move(route_prefix)) {}

std::optional<Response> Dispatcher::dispatch(Request& request, bool live_place_free) {
  auto refusal = refuse_host(request);
  if (!refusal) {
    if (auto redirect = strip_prefix(request)) return redirect;
  }
  const bool upgrade = is_upgrade(request);
  if (!refusal && upgrade) refusal = refuse_upgrade(request, live_place_free);
  if (refusal) {
    refused_total_.fetch_add(1, std::memory_order_relaxed);
    return refusal;
  }
  if (upgrade) return std::nullopt;

  if (request.method != "GET" && request.method != "HEAD") {
    return with_header(Response::error(405, "only GET and HEAD are served here"), "Allow",
                       "GET, HEAD");
  }
  auto path = percent_decode(request.raw_path);
  if (!path) return Response::error(400, "the path has a broken percent escape");
  request.path = std::move(*path);
  if (!percent_decode(request.query, true))
    return Response::error(400, "the query has a broken percent escape");
  if (!live_path_.empty() && request.raw_path == live_path_) {
    return with_header(Response::error(426, "this is the live feed; open it as a WebSocket"),
                       "Upgrade", "websocket");
  }
  return handle(request);
}

std::optional<Response> Dispatcher::strip_prefix(Request& request) const {
  if (route_prefix_.empty() || !request.raw_path.starts_with(route_prefix_)) return std::nullopt;
  // What is relative in the page needs the slash. The target is relative as well: the browser may
  // know more of the path than we do.
  if (request.raw_path == route_prefix_) {
    const std::string last = route_prefix_.substr(route_prefix_.rfind('/') + 1);
    return with_header(Response::text("the page is at " + last + "/\n", 308), "Location",
                       last + "/" + (request.query.empty() ? "" : "?" + request.query));
  }
  if (request.raw_path[route_prefix_.size()] == '/')
    request.raw_path.erase(0, route_prefix_.size());
  return std::nullopt;
}

std::optional<Response> Dispatcher::refuse_host(const Request& request) const {
  const auto hosts =
      std::count_if(request.headers.begin(), request.headers.end(),
                    [](const auto& header) { return to_lower(header.first) == "host"; });
  if (hosts != 1) return Response::error(400, "a request must have exactly one Host header");
  const std::string_view host = *request.header("Host");
  if (rules_.host_allowed(host)) return std::nullopt;
  return Response::error(
      403, fmt::format("this server is not known as \"{}\"; to allow the name, start it with "
                       "--web.allowed-hosts",
                       printable(host)));
}

std::optional<Response> Dispatcher::refuse_upgrade(const Request& request,
                                                   bool live_place_free) const {
  if (live_path_.empty() || request.raw_path != live_path_)
    return Response::error(404, "there is no live feed here");
  if (request.method != "GET") return Response::error(400, "a WebSocket is opened with GET");
  const std::string_view host = *request.header("Host");
  // Without Origin it is no browser. There is no authentication yet, so a tool that can connect may
  // read everything anyway; when there is one, only a token may stand in for the Origin.
  const auto origin = request.header("Origin");
  if (origin && !rules_.origin_allowed(*origin, host)) {
    spdlog::warn(
        "live feed refused: origin {} is neither this server ({}) nor in --web.allowed-origins",
        printable(*origin), printable(host));
    return Response::error(
        403,
        "pages of this origin may not open the live feed; to allow them, start the server "
        "with --web.allowed-origins");
  }
  if (request.header("Sec-WebSocket-Version").value_or("") != "13") {
    return with_header(Response::error(426, "only WebSocket version 13 is spoken here"),
                       "Sec-WebSocket-Version", "13");
  }
  if (!websocket_key_valid(request.header("Sec-WebSocket-Key").value_or(""))) {
    return Response::error(400, "Sec-WebSocket-Key must be 16 bytes in base64");
  }
  if (!live_place_free) {
    return with_header(Response::error(503, "all places of the live feed are taken"), "Retry-After",
                       "5");
  }
  return std::nullopt;
}

Response Dispatcher::handle(const Request& request) const {
  const Handler* handler = router_.find(request.path);
  if (!handler) return Response::error(404, "there is nothing here");
  try {
    return (*handler)(request);
  } catch (const std::exception& error) {
    spdlog::error("answering {} failed: {}", printable(request.raw_path), error.what());
  } catch (...) {
    spdlog::error("answering {} failed", printable(request.raw_path));
  }
  return Response::error(500, "internal error");
}

}  // namespace mtxmon
