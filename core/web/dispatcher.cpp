#include "core/web/dispatcher.h"

#include <algorithm>
#include <charconv>
#include <exception>
#include <system_error>
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

Response only_read() {
  return with_header(Response::error(405, "only GET and HEAD are served here"), "Allow",
                     "GET, HEAD");
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

Dispatcher::Dispatcher(AccessRules rules, Router pages, Router actions, std::string live_path,
                       std::string route_prefix)
    : rules_(std::move(rules)),
      pages_(std::move(pages)),
      actions_(std::move(actions)),
      live_path_(std::move(live_path)),
      route_prefix_(std::move(route_prefix)) {}

std::optional<Response> Dispatcher::dispatch(Request& request, bool live_place_free,
                                             const ReadBody& read_body) {
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

  request.is_local = rules_.local(request);
  if (request.method == "POST" || request.method == "DELETE") return act(request, read_body);
  if (request.method != "GET" && request.method != "HEAD") return only_read();
  if (auto bad = refuse_path(request)) return bad;
  if (!live_path_.empty() && request.raw_path == live_path_) {
    return with_header(Response::error(426, "this is the live feed; open it as a WebSocket"),
                       "Upgrade", "websocket");
  }
  return handle(pages_.find(request.path), request);
}

std::optional<Response> Dispatcher::refuse_path(Request& request) const {
  auto path = percent_decode(request.raw_path);
  if (!path) return Response::error(400, "the path has a broken percent escape");
  request.path = std::move(*path);
  if (!percent_decode(request.query, true))
    return Response::error(400, "the query has a broken percent escape");
  return std::nullopt;
}

Response Dispatcher::act(Request& request, const ReadBody& read_body) {
  if (auto bad = refuse_path(request)) return *std::move(bad);
  const Handler* handler = actions_.find(request.path);
  if (handler == nullptr) return only_read();
  if (auto refusal = refuse_action(request)) {
    refused_total_.fetch_add(1, std::memory_order_relaxed);
    return *std::move(refusal);
  }
  const std::string_view length = request.header("Content-Length").value_or("");
  if (request.header("Transfer-Encoding") || (length.empty() && request.method == "POST"))
    return Response::error(411, "send the body with a Content-Length");
  std::size_t bytes = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bytes);
  const bool too_long = error == std::errc::result_out_of_range || bytes > kMaxBody;
  if (too_long) return Response::error(413, fmt::format("at most {} bytes are read", kMaxBody));
  if (!length.empty() && (error != std::errc() || end != length.data() + length.size()))
    return Response::error(400, "Content-Length is no number");
  if (bytes > 0) {
    auto body = read_body ? read_body(bytes) : std::nullopt;
    if (!body) return Response::error(400, "the body did not come whole");
    request.body = std::move(*body);
  }
  return handle(handler, request);
}

// A page of another site can make a browser send a request here; the JSON type and DELETE need a
// leave that is never given, and its Origin says where it comes from.
std::optional<Response> Dispatcher::refuse_action(const Request& request) const {
  if (!request.is_local) {
    return Response::error(
        403,
        "nothing can be changed from elsewhere as long as there is no authentication: open the "
        "page on the machine of the dashboard itself, without a proxy (for example through "
        "ssh -L)");
  }
  const auto origin = request.header("Origin");
  if (origin && !rules_.origin_allowed(*origin, *request.header("Host")))
    return Response::error(403, "pages of this origin may not change anything here");
  const std::string type = to_lower(request.header("Content-Type").value_or(""));
  const bool is_json = trim(std::string_view(type).substr(0, type.find(';'))) == "application/json";
  if (request.method == "POST" && !is_json)
    return Response::error(415, "send JSON, with Content-Type: application/json");
  return std::nullopt;
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

Response Dispatcher::handle(const Handler* handler, const Request& request) {
  if (handler == nullptr) return Response::error(404, "there is nothing here");
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
