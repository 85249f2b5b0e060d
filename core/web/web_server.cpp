#include "core/web/web_server.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <ctime>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>

#include <civetweb.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/base/guarded.h"
#include "core/base/log.h"
#include "core/web/civet_options.h"
#include "core/web/civet_request.h"
#include "core/web/civet_sink.h"
#include "core/web/client_frame.h"
#include "core/web/dispatcher.h"
#include "core/web/knock.h"
#include "core/web/listen_address.h"
#include "core/web/live_hub.h"
#include "core/web/wire_response.h"

namespace mtxmon {
namespace {

constexpr auto kStopPatience = std::chrono::milliseconds(500);

// What civetweb decides after our answer, so that the answer can say it; and no request follows one
// with a body.
bool wants_keep_alive(const Request& request, const char* http_version) {
  if (request.header("Transfer-Encoding") || request.header("Content-Length").value_or("0") != "0")
    return false;
  if (request.header("Connection")) return header_lists(request, "Connection", "keep-alive");
  return http_version && std::strcmp(http_version, "1.1") == 0;
}

bool civetweb_knows(std::string_view name) {
  for (const mg_option* known = mg_get_valid_options(); known->name; ++known) {
    if (name == known->name) return true;
  }
  return false;
}

}  // namespace

class WebServer::Impl {
 public:
  explicit Impl(WebServerOptions given)
      : options(std::move(given)),
        hub(static_cast<std::size_t>(std::max(0, options.max_websockets))) {}

  Status start();
  void stop();
  [[nodiscard]] WebServerStats stats() const;

  const WebServerOptions options;
  Router router, actions;  // moved into the dispatcher by start()
  std::string live_path;
  LiveProtocol protocol;
  LiveHub hub;
  ListenAddress address;  // with the real port after start()

 private:
  // Callbacks of civetweb. It is C, so no exception may leave them: they are noexcept.
  static Impl& self(const mg_connection* connection) {
    return *static_cast<Impl*>(mg_get_user_context_data(connection));
  }
  static int on_request(mg_connection* connection) noexcept;
  static int on_error(mg_connection* connection, int status, const char* message) noexcept;
  static int on_log(const mg_connection* connection, const char* message) noexcept;
  static void on_live_ready(mg_connection* connection, void*) noexcept;
  static int on_live_data(mg_connection* connection, int bits, char* data, size_t size,
                          void*) noexcept;
  static void on_live_close(const mg_connection* connection, void*) noexcept;

  int send(mg_connection* connection, const Request& request, const Response& response,
           bool keep_alive);
  void add_live_handler();

  std::optional<Dispatcher> dispatcher_;
  mg_context* context_ = nullptr;
  Guarded<std::string> first_log_;  // start() reads there why civetweb did not start
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<std::uint64_t> errors_{0};
};

Status WebServer::Impl::start() {
  auto parsed = parse_listen_address(options.listen_address);
  if (!parsed) return std::move(parsed).error();
  address = *parsed;
  if (!address.loopback() && !options.allow_unauthenticated) {
    return Error{fmt::format(
        "{} can be reached from other machines and there is no authentication; listen on 127.0.0.1 "
        "(--web.listen-address) behind a reverse proxy, or allow it with "
        "--web.allow-unauthenticated",
        address.text())};
  }
  dispatcher_.emplace(AccessRules(address, options.allowed_hosts, options.allowed_origins),
                      std::move(router), std::move(actions), live_path, options.route_prefix);

  const auto settings =
      civet_options(address, options.http_workers, options.max_websockets, civetweb_knows);
  if (!settings) return settings.error();
  std::vector<const char*> flat;
  for (const auto& [name, value] : *settings) {
    flat.insert(flat.end(), {name.c_str(), value.c_str()});
  }
  flat.push_back(nullptr);
  mg_callbacks callbacks{};
  callbacks.begin_request = on_request;
  callbacks.http_error = on_error;
  callbacks.log_message = on_log;
  context_ = mg_start(&callbacks, this, flat.data());
  if (!context_) {
    return Error{
        fmt::format("cannot listen on {} ({}); choose another address with --web.listen-address",
                    address.text(), printable(first_log_.copy()))};
  }
  mg_server_port bound{};
  if (mg_get_server_ports(context_, 1, &bound) == 1) {
    address.port = static_cast<std::uint16_t>(bound.port);
  }
  if (!live_path.empty()) add_live_handler();
  return {};
}

void WebServer::Impl::add_live_handler() {
  // Without a list civetweb 1.15 agrees to any subprotocol that a client proposes.
  static const char* names[] = {"mtxmon.v1"};
  static mg_websocket_subprotocols subprotocols = {1, names};
  const auto add = [&](const std::string& path) {
    mg_set_websocket_handler_with_subprotocols(context_, path.c_str(), &subprotocols, nullptr,
                                               on_live_ready, on_live_data, on_live_close, nullptr);
  };
  add(live_path);
  if (!options.route_prefix.empty()) add(options.route_prefix + live_path);
}

void WebServer::Impl::stop() {
  if (!context_) return;
  hub.stop(kStopPatience);
  // Sets the only flag that ends a write to a client that does not read; the workers then run
  // on_live_close.
  const Knock knock(address);
  mg_stop(context_);
  context_ = nullptr;
}

// Before every request, WebSocket handshakes included. 0 lets civetweb go on with the handshake.
int WebServer::Impl::on_request(mg_connection* connection) noexcept {
  Impl& server = self(connection);
  const mg_request_info& info = *mg_get_request_info(connection);
  Request request = to_request(info);
  auto response = server.dispatcher_->dispatch(
      request, server.hub.has_place(),
      [connection](std::size_t bytes) { return read_body(connection, bytes); });
  if (!response) {
    const auto start = server.protocol.open(request);
    if (start) return 0;
    response = Response::error(400, start.error().message);
  }
  return server.send(connection, request, *response, wants_keep_alive(request, info.http_version));
}

int WebServer::Impl::send(mg_connection* connection, const Request& request,
                          const Response& response, bool keep_alive) {
  const WireResponse wire = to_wire(request, response, keep_alive, std::time(nullptr));
  requests_.fetch_add(1, std::memory_order_relaxed);
  if (wire.status >= 500) errors_.fetch_add(1, std::memory_order_relaxed);
  const auto write = [&](const std::string& bytes) {
    return mg_write(connection, bytes.data(), bytes.size()) == static_cast<int>(bytes.size());
  };
  const bool complete = write(wire.head) && (!wire.body || write(*wire.body));
  if (!complete || !keep_alive) mg_disable_connection_keep_alive(connection);
  return wire.status;
}

// What civetweb refuses by itself: requests that cannot be parsed (then it has nothing to say about
// them) or are too big.
int WebServer::Impl::on_error(mg_connection* connection, int status, const char* message) noexcept {
  self(connection).send(connection, Request{}, Response::error(status, message), false);
  return 0;
}

int WebServer::Impl::on_log(const mg_connection* connection, const char* message) noexcept {
  spdlog::debug("civetweb: {}", printable(message));
  auto first = self(connection).first_log_.lock();
  if (first->empty()) *first = message;
  return 1;
}

void WebServer::Impl::on_live_ready(mg_connection* connection, void*) noexcept {
  // The place is taken here and not at the handshake: civetweb can drop a client between the two
  // without a word.
  Impl& server = self(connection);
  const auto start = server.protocol.open(to_request(*mg_get_request_info(connection)));
  LiveSession* session =
      server.hub.open(std::make_unique<CivetSink>(connection), start ? *start : LiveStart{});
  mg_set_user_connection_data(connection, session);
  if (session) return;
  CivetSink sink(connection);  // another client was faster
  static_cast<void>(sink.write_close(close_code::kTryAgainLater));
  sink.hang_up();
}

int WebServer::Impl::on_live_data(mg_connection* connection, int bits, char* data, size_t size,
                                  void*) noexcept {
  auto* session = static_cast<LiveSession*>(mg_get_user_connection_data(connection));
  if (!session) return 0;
  Impl& server = self(connection);
  auto code = close_code_after(bits, {data, size});
  try {
    if (!code) server.hub.reply(session, server.protocol.receive({data, size}));
  } catch (const std::exception& error) {
    spdlog::error("live feed: reading a message failed: {}", error.what());
    code = close_code::kInternalError;
  }
  if (!code) return 1;
  session->finish(*code);
  return 0;
}

// On the worker, before it takes the next client with the same mg_connection.
void WebServer::Impl::on_live_close(const mg_connection* connection, void*) noexcept {
  auto* session = static_cast<LiveSession*>(mg_get_user_connection_data(connection));
  if (session) self(connection).hub.close(session);
}

WebServerStats WebServer::Impl::stats() const {
  WebServerStats stats;
  stats.requests_total = requests_.load(std::memory_order_relaxed);
  stats.errors_total = errors_.load(std::memory_order_relaxed);
  stats.refused_total = dispatcher_ ? dispatcher_->refused_total() : 0;
  stats.websocket_clients = hub.clients();
  stats.websocket_frames_total = hub.counters().frames.load(std::memory_order_relaxed);
  stats.websocket_skipped_total = hub.counters().skipped.load(std::memory_order_relaxed);
  stats.websocket_dropped_total = hub.counters().dropped.load(std::memory_order_relaxed);
  return stats;
}

WebServer::WebServer(WebServerOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
WebServer::~WebServer() { stop(); }

void WebServer::route(std::string pattern, Handler handler) {
  impl_->router.add(std::move(pattern), std::move(handler));
}
void WebServer::action(std::string pattern, Handler handler) {
  impl_->actions.add(std::move(pattern), std::move(handler));
}
void WebServer::live_route(std::string path, LiveProtocol protocol) {
  impl_->live_path = std::move(path);
  impl_->protocol = std::move(protocol);
}
Status WebServer::start() { return impl_->start(); }
void WebServer::stop() { impl_->stop(); }
std::uint16_t WebServer::port() const { return impl_->address.port; }
std::string WebServer::url() const { return "http://" + impl_->address.text(); }
void WebServer::publish(std::shared_ptr<const LiveFrame> frame) {
  impl_->hub.publish(std::move(frame));
}
WebServerStats WebServer::stats() const { return impl_->stats(); }

}  // namespace mtxmon
