#include "tests/simulator/simulator.h"

#include <cmath>
#include <map>
#include <mutex>
#include <optional>

#include "tests/simulator/api.h"
#include "tests/simulator/http_server.h"
#include "tests/simulator/json_text.h"
#include "tests/simulator/replay.h"
#include "tests/simulator/scene.h"

namespace mtxmon {
namespace {

using sim::Api;
using sim::ClearFaults;
using sim::ControlOrder;
using sim::error_response;
using sim::Fault;
using sim::Faults;
using sim::GoToPoll;
using sim::HttpRequest;
using sim::HttpResponse;
using sim::HttpServer;
using sim::json_response;
using sim::JsonText;
using sim::mix;
using sim::parse_control;
using sim::RefuseConnections;
using sim::Replay;
using sim::Scene;
using sim::SceneCommand;
using sim::SetClockOffset;
using sim::SetLatency;
using sim::SetUnauthorized;
using sim::shaped_error;
using sim::unit;

constexpr double kLongestAuthDelaySeconds = 4.0;

std::string base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = (bits << 8U) | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      result += i + k > text.size() ? '=' : kDigits[(bits >> (18 - 6 * k)) & 0x3FU];
    }
  }
  return result;
}

Status check(const SimulatorOptions& options) {
  if (!sim::Shape::from_name(options.version_shape)) {
    return Error{"there is no version shape \"" + options.version_shape + "\"; it can be " +
                 sim::Shape::names()};
  }
  if (options.srt_share < 0.0 || options.srt_share > 1.0)
    return Error{"the SRT share must be between 0 and 1"};
  if (options.tick_seconds <= 0.0) return Error{"the tick must be longer than 0"};
  if (options.replay_speed <= 0.0) return Error{"the replay speed must be greater than 0"};
  for (const std::string& name : options.names) {
    if (name.empty()) return Error{"a stream's name must not be empty"};
  }
  return {};
}

}  // namespace

class Simulator::Impl {
 public:
  explicit Impl(SimulatorOptions options)
      : options_(std::move(options)),
        clock_(options_.clock != nullptr ? *options_.clock : system_clock_),
        began_(clock_.steady_now()),
        origin_(clock_.wall_now()),
        scene_(options_, origin_),
        api_(scene_),
        server_([this](const HttpRequest& request) { return answer(request); },
                [this] { return date(); }) {
    if (!options_.user.empty())
      credentials_ = "Basic " + base64(options_.user + ":" + options_.password);
  }

  Status start() {
    if (Status checked = check(options_); !checked.ok()) return checked;
    if (!options_.replay_file.empty()) {
      Result<Replay> replay = Replay::load(options_.replay_file);
      if (!replay.ok()) return std::move(replay).error();
      replay_ = std::move(replay).value();
    }
    return server_.start(options_.address, options_.port);
  }

  void stop() { server_.stop(); }
  std::uint16_t port() const { return server_.port(); }
  const std::string& address() const { return options_.address; }

  Status control(const ControlOrder& order) {
    Status done = perform(order);
    if (const auto seconds = refusal(order); done.ok() && seconds) server_.refuse_for(*seconds);
    return done;
  }

  std::string state() {
    const std::lock_guard lock(mutex_);
    return state_json();
  }

  std::uint64_t requests(std::string_view route) {
    const std::lock_guard lock(mutex_);
    const auto found = requests_.find(route);
    return found == requests_.end() ? 0 : found->second;
  }

 private:
  // For how long nobody can connect because of this order; 0 ends it.
  static std::optional<double> refusal(const ControlOrder& order) {
    if (const auto* refuse = std::get_if<RefuseConnections>(&order)) return refuse->seconds;
    const auto* command = std::get_if<SceneCommand>(&order);
    if (command != nullptr && command->refuse_seconds > 0.0) return command->refuse_seconds;
    return std::nullopt;
  }

  // All but the refusal.
  Status perform(const ControlOrder& order) {
    const std::lock_guard lock(mutex_);
    if (const auto* fault = std::get_if<Fault>(&order)) {
      faults_.set(*fault);
    } else if (const auto* clear = std::get_if<ClearFaults>(&order)) {
      faults_.clear(clear->route);
    } else if (const auto* clock = std::get_if<SetClockOffset>(&order)) {
      scene_.set_clock_offset(clock->seconds);
    } else if (const auto* unauthorized = std::get_if<SetUnauthorized>(&order)) {
      all_unauthorized_ = unauthorized->on;
    } else if (const auto* latency = std::get_if<SetLatency>(&order)) {
      latency_seconds_ = latency->seconds;
    } else if (const auto* go_to = std::get_if<GoToPoll>(&order)) {
      return go_to_poll(go_to->poll);
    } else if (const auto* command = std::get_if<SceneCommand>(&order)) {
      if (replay_) return Error{"a recording is being replayed: its scene cannot be changed"};
      return scene_.apply(*command, elapsed());
    }
    return {};
  }

  double elapsed() const { return to_seconds(clock_.steady_now() - began_); }

  WallTime date() {
    const std::lock_guard lock(mutex_);
    return scene_.wall_time(elapsed());
  }

  Status go_to_poll(std::uint64_t poll) {
    if (!replay_) return Error{"\"replay_poll\" needs a recording (--replay FILE)"};
    Result<std::size_t> line = replay_->line_of_poll(poll);
    if (!line.ok()) return std::move(line).error();
    frozen_line_ = *line;
    return {};
  }

  std::size_t replay_line() const {
    return frozen_line_.value_or(
        replay_->line_at(elapsed() * options_.replay_speed, options_.replay_loop));
  }

  // Behind /v3/ (or /v2/), without the query; empty for everything else.
  static std::string_view route_of(const HttpRequest& request) {
    const std::string_view path = request.path;
    return path.starts_with("/v3/") || path.starts_with("/v2/") ? path.substr(4)
                                                                : std::string_view();
  }

  HttpResponse answer(const HttpRequest& request) {
    if (request.path == "/sim/control") return answer_control(request);
    const std::lock_guard lock(mutex_);
    if (request.path == "/sim/state") return json_response(200, state_json());
    const std::string_view route = route_of(request);
    ++methods_[request.method];
    ++requests_[std::string(route)];
    if (route.empty()) return honest_answer(request);
    HttpResponse response = faults_.apply(fault_route(route), honest_answer(request));
    response.delay_seconds += latency_seconds_;
    return response;
  }

  // The name by which faults know a route: that of v1.20, if the server has it at all.
  std::string fault_route(std::string_view route) const {
    const std::string name =
        replay_ ? std::string(route) : scene_.shape().canonical(route).value_or("no route");
    return name.substr(0, name.find('/'));
  }

  HttpResponse honest_answer(const HttpRequest& request) {
    const bool wrong = !credentials_.empty() && request.header("authorization") != credentials_;
    if (wrong || all_unauthorized_) return refuse_credentials(request);
    if (replay_) return replay_->answer(request, replay_line());
    scene_.advance(std::floor(elapsed() / options_.tick_seconds) * options_.tick_seconds);
    return api_.answer(request, scene_.now());
  }

  // Without credentials at once, with wrong ones after a pause: as MediaMTX does against guessing.
  HttpResponse refuse_credentials(const HttpRequest& request) {
    ++unauthorized_;
    HttpResponse response = shaped_error(scene_.shape(), 401, "authentication error");
    if (request.header("authorization").empty()) {
      response.headers.emplace_back("Www-Authenticate", "Basic realm=\"mediamtx\"");
    } else {
      const double random =
          kLongestAuthDelaySeconds * unit(mix(options_.seed, 5000, unauthorized_));
      response.delay_seconds = options_.auth_delay_seconds.value_or(random);
    }
    return response;
  }

  HttpResponse answer_control(const HttpRequest& request) {
    if (request.method != "POST") return error_response(404, "send orders with POST");
    const Result<ControlOrder> order = parse_control(request.body);
    if (!order.ok()) return error_response(400, order.error().message);
    if (const Status done = perform(*order); !done.ok())
      return error_response(400, done.error().message);
    HttpResponse response = json_response(200, R"({"status":"ok"})");
    response.refuse_after_seconds = refusal(*order).value_or(0.0);  // the answer goes out first
    return response;
  }

  std::string state_json() {
    JsonText json;
    json.open_object();
    json.text("mode", replay_ ? "replay" : "scene");
    json.open_object("requests");
    for (const auto& [route, count] : requests_) json.text_keyed_count(route, count);
    json.close_object();
    json.open_object("methods");
    for (const auto& [method, count] : methods_) json.text_keyed_count(method, count);
    json.close_object();
    json.count("unauthorized", unauthorized_);
    if (replay_) {
      json.count("replay_poll", replay_->poll_of_line(replay_line()));
    } else {
      scene_.advance(elapsed());
      scene_.write_state(json);
    }
    json.close_object();
    return std::move(json).take();
  }

  const SimulatorOptions options_;
  const SystemClock system_clock_;
  const Clock& clock_;
  const SteadyTime began_;
  const WallTime origin_;
  std::string credentials_;
  std::mutex mutex_;  // guards everything down to server_
  Scene scene_;
  Api api_;
  Faults faults_;
  std::optional<Replay> replay_;
  std::optional<std::size_t> frozen_line_;
  std::map<std::string, std::uint64_t, std::less<>> requests_;
  std::map<std::string, std::uint64_t> methods_;
  std::uint64_t unauthorized_ = 0;
  bool all_unauthorized_ = false;
  double latency_seconds_ = options_.latency_seconds;
  HttpServer server_;
};

Simulator::Simulator(SimulatorOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

Simulator::~Simulator() = default;

Status Simulator::start() { return impl_->start(); }

void Simulator::stop() { impl_->stop(); }

std::uint16_t Simulator::port() const { return impl_->port(); }

std::string Simulator::url() const {
  return "http://" + impl_->address() + ":" + std::to_string(impl_->port());
}

Status Simulator::control(const ControlOrder& order) { return impl_->control(order); }

Status Simulator::control(std::string_view json) {
  const Result<ControlOrder> order = parse_control(json);
  return order.ok() ? impl_->control(*order) : Status(order.error());
}

std::string Simulator::state() const { return impl_->state(); }

std::uint64_t Simulator::requests(std::string_view route) const { return impl_->requests(route); }

}  // namespace mtxmon
