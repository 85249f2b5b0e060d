// Stage: a scene that is given orders as POST /sim/control gets them, and is asked as a client
// asks, without a socket; and what its answers are looked at with.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/simulator/api.h"
#include "tests/simulator/control.h"
#include "tests/simulator/scene.h"

namespace mtxmon::sim {

inline constexpr char kMain[] = "event/main";

class Stage {
 public:
  explicit Stage(const SimulatorOptions& options = {.streams = 4, .readers = 0, .seed = 7})
      : scene_(options, WallTime(Milliseconds(1'795'000'000'000))), api_(scene_) {}

  void at(double t) { scene_.advance(t); }
  [[nodiscard]] Status order(std::string_view json) {
    const Result<ControlOrder> parsed = parse_control(json);
    if (!parsed.ok()) return parsed.error();
    return scene_.apply(std::get<SceneCommand>(*parsed), scene_.now());
  }
  void expect_done(std::string_view json) {
    const Status done = order(json);
    EXPECT_TRUE(done.ok()) << json << ": " << (done.ok() ? "" : done.error().message);
  }

  [[nodiscard]] const Scene& scene() const { return scene_; }
  [[nodiscard]] const Stream& stream(std::string_view name) const { return *scene_.find(name); }

  simdjson::dom::element ask(const std::string& target) {
    HttpRequest request;
    request.method = "GET";
    request.path = "/v3/" + target.substr(0, target.find('?'));
    if (const std::size_t query = target.find('?'); query != std::string::npos)
      request.query = target.substr(query + 1);
    return parser_.parse(*api_.answer(request, scene_.now()).body);
  }
  simdjson::dom::element path(const std::string& name) { return ask("paths/get/" + name); }
  simdjson::dom::element session(const Session& session) {
    return ask(std::string(session_list(session.protocol)) + "/get/" + session.id);
  }
  simdjson::dom::element publisher(std::string_view name = kMain) {
    return session(*stream(name).publisher);
  }

 private:
  Scene scene_;
  Api api_;
  simdjson::dom::parser parser_;
};

using Counts = std::map<std::string, std::int64_t>;

// The whole numbers of an item.
[[nodiscard]] inline Counts counts(const simdjson::dom::element& item) {
  Counts result;
  for (const auto& [key, value] : item.get_object()) {
    std::int64_t number = 0;
    if (value.get(number) == simdjson::SUCCESS) result[std::string(key)] = number;
  }
  return result;
}

[[nodiscard]] inline Counts growth(const Counts& before, const Counts& after) {
  Counts result;
  for (const auto& [key, value] : after) result[key] = value - before.at(key);
  return result;
}

[[nodiscard]] inline std::string text(const simdjson::dom::element& item, std::string_view key) {
  return std::string(item[key].get_string().value());
}

[[nodiscard]] inline std::vector<std::string> texts(const simdjson::dom::element& list) {
  std::vector<std::string> result;
  for (const simdjson::dom::element element : list.get_array())
    result.emplace_back(element.get_string().value());
  return result;
}

[[nodiscard]] inline double number(const simdjson::dom::element& item, std::string_view key) {
  return item[key].get_double().value();
}

}  // namespace mtxmon::sim
