// What the answers say during the incidents that a monitor must tell apart.
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/simulator/api.h"
#include "tests/simulator/control.h"
#include "tests/simulator/scene.h"

namespace mtxmon::sim {
namespace {

constexpr char kMain[] = "event/main";

// A scene that is given orders as POST /sim/control gets them, and is asked as a client asks.
class Stage {
 public:
  explicit Stage(SimulatorOptions options = {.streams = 4, .readers = 0, .seed = 7})
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
Counts counts(const simdjson::dom::element& item) {
  Counts result;
  for (const auto& [key, value] : item.get_object()) {
    std::int64_t number = 0;
    if (value.get(number) == simdjson::SUCCESS) result[std::string(key)] = number;
  }
  return result;
}

Counts growth(const Counts& before, const Counts& after) {
  Counts result;
  for (const auto& [key, value] : after) result[key] = value - before.at(key);
  return result;
}

std::string text(const simdjson::dom::element& item, std::string_view key) {
  return std::string(item[key].get_string().value());
}

std::vector<std::string> texts(const simdjson::dom::element& list) {
  std::vector<std::string> result;
  for (const simdjson::dom::element element : list.get_array())
    result.emplace_back(element.get_string().value());
  return result;
}

double number(const simdjson::dom::element& item, std::string_view key) {
  return item[key].get_double().value();
}

TEST(Incident, AQuietEncoderSendsItsShareUntilItIsLoud) {
  Stage stage;
  stage.at(20.0);
  const auto over_a_minute = [&] {
    const double from = stage.scene().now();
    const Counts before = counts(stage.path(kMain));
    stage.at(from + 60.0);
    return static_cast<double>(growth(before, counts(stage.path(kMain)))["inboundBytes"]);
  };
  const double usual = over_a_minute();
  stage.expect_done(R"({"publisher":"quiet","stream":"event/main","ratio":0.3})");
  EXPECT_NEAR(over_a_minute() / usual, 0.3, 0.06);
  EXPECT_LT(number(stage.publisher(), "mbpsReceiveRate"),
            0.5 * stage.stream(kMain).bits_per_second / 1e6);
  stage.expect_done(R"({"publisher":"reconnect","stream":"event/main"})");
  EXPECT_NEAR(over_a_minute() / usual, 0.3, 0.06) << "the encoder is still quiet";
  stage.expect_done(R"({"publisher":"loud","stream":"event/main"})");
  EXPECT_NEAR(over_a_minute() / usual, 1.0, 0.2);
  EXPECT_FALSE(stage.order(R"({"publisher":"loud","stream":"event/main"})").ok());
}

TEST(Incident, AStaticSourceThatFreezesIsNotAvailableButOnline) {
  Stage stage;
  stage.at(20.0);
  const std::string online_time = text(stage.path("in/udp-mpegts"), "onlineTime");
  stage.expect_done(R"({"publisher":"stall","stream":"in/udp-mpegts"})");
  const Counts before = counts(stage.path("in/udp-mpegts"));
  stage.at(29.0);
  EXPECT_EQ(counts(stage.path("in/udp-mpegts")), before);
  EXPECT_TRUE(stage.path("in/udp-mpegts")["available"].get_bool().value());
  stage.at(31.0);
  const simdjson::dom::element frozen = stage.path("in/udp-mpegts");
  EXPECT_FALSE(frozen["available"].get_bool().value());
  EXPECT_TRUE(frozen["availableTime"].is_null());
  EXPECT_TRUE(frozen["online"].get_bool().value());
  EXPECT_EQ(text(frozen, "onlineTime"), online_time);
  EXPECT_EQ(text(frozen["source"], "type"), "mpegtsSource");
  EXPECT_EQ(frozen["inboundBytes"].get_uint64().value(), 0U);
  EXPECT_TRUE(texts(frozen["tracks"]).empty());
  stage.expect_done(R"({"publisher":"start","stream":"in/udp-mpegts"})");
  stage.at(33.0);
  EXPECT_TRUE(stage.path("in/udp-mpegts")["available"].get_bool().value());
  EXPECT_GT(stage.path("in/udp-mpegts")["inboundBytes"].get_uint64().value(), 0U);
}

}  // namespace
}  // namespace mtxmon::sim
