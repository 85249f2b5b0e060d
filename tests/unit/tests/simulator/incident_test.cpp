// What the answers say during the incidents that a monitor must tell apart.
#include <algorithm>
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

// No counter of the publisher's item ever falls.
class Loss {
 public:
  explicit Loss(Stage& stage) : stage_(stage), last_(counts(stage.publisher())) {}

  // What an item's counters grew by in so many seconds.
  Counts over(double seconds) {
    const Counts before = last_;
    const double end = stage_.scene().now() + seconds;
    while (stage_.scene().now() < end) {
      stage_.at(std::min(stage_.scene().now() + 0.1, end));
      const Counts now = counts(stage_.publisher());
      for (const auto& [key, value] : now) {
        const bool counter = key.starts_with("packetsReceived") || key.starts_with("bytesReceived");
        if (!counter || key.ends_with("Rate")) continue;
        EXPECT_GE(value, last_.at(key)) << key;
      }
      last_ = now;
    }
    return growth(before, last_);
  }
  static double lost_for_good(Counts grown) {
    return static_cast<double>(grown["packetsReceivedLoss"] - grown["packetsReceivedRetrans"] +
                               grown["packetsReceivedDrop"]);
  }

 private:
  Stage& stage_;
  Counts last_;
};

TEST(Incident, ALatencyBelowThreeRoundTripsLosesPacketsForGood) {
  Stage stage;
  stage.at(20.0);
  const std::string id = text(stage.publisher(), "id");
  const auto usual = static_cast<double>(counts(stage.path(kMain))["inboundBytes"]) / 20.0;
  stage.expect_done(
      R"({"link":"bad","stream":"event/main","loss_ratio":0.3,"latency_seconds":0.06,)"
      R"("rtt_seconds":0.04})");
  stage.at(25.0);
  EXPECT_NE(text(stage.publisher(), "id"), id) << "a latency is negotiated anew";
  EXPECT_EQ(stage.publisher()["msReceiveTsbPdDelay"].get_uint64().value(), 60U);
  EXPECT_NEAR(number(stage.publisher(), "msRTT"), 40.0, 15.0);
  Counts grown = Loss(stage).over(60.0);
  const auto unique = static_cast<double>(grown["packetsReceivedUnique"]);
  const double holes = Loss::lost_for_good(grown);
  EXPECT_NEAR(static_cast<double>(grown["packetsReceivedLoss"]) / (unique + holes), 0.3, 0.02);
  EXPECT_NEAR(holes / (unique + holes), 0.09, 0.02);
  EXPECT_GT(grown["packetsReceivedBelated"], 0);
  EXPECT_LE(grown["packetsReceivedBelated"], grown["packetsReceivedDrop"]);
  EXPECT_EQ(grown["packetsReceived"],
            grown["packetsReceivedUnique"] + grown["packetsReceivedDrop"]);
  const Counts before = counts(stage.path(kMain));
  stage.at(145.0);
  const auto bytes = static_cast<double>(growth(before, counts(stage.path(kMain)))["inboundBytes"]);
  EXPECT_NEAR(bytes / 60.0 / usual, 0.91, 0.15) << "the path lacks them, too";

  stage.expect_done(R"({"link":"good","stream":"event/main"})");
  stage.at(150.0);
  EXPECT_EQ(stage.publisher()["msReceiveTsbPdDelay"].get_uint64().value(), 60U);
  EXPECT_LT(number(stage.publisher(), "packetsReceivedLossRate"), 1.0);
}

TEST(Incident, AnAmpleLatencyRepairsAlmostEverything) {
  Stage stage;
  stage.at(20.0);
  const std::string id = text(stage.publisher(), "id");
  stage.expect_done(R"({"link":"bad","stream":"event/main","loss_ratio":0.02})");
  Counts grown = Loss(stage).over(120.0);
  EXPECT_GT(grown["packetsReceivedLoss"], 200);
  EXPECT_EQ(Loss::lost_for_good(grown), 0.0);
  EXPECT_EQ(grown["packetsReceivedBelated"], 0);
  EXPECT_EQ(text(stage.publisher(), "id"), id);

  stage.expect_done(R"({"link":"bad","stream":"event/main","loss_ratio":0.3,"rtt_seconds":0.04,)"
                    R"("latency_seconds":0.4})");
  stage.at(145.0);
  grown = Loss(stage).over(60.0);
  EXPECT_GT(grown["packetsReceivedLoss"], 1000);
  EXPECT_LE(Loss::lost_for_good(grown), 1.0);
}

TEST(Incident, AnEncoderConnectsWithALatencyInTheWrongUnit) {
  Stage stage;
  stage.at(20.0);
  const std::string id = text(stage.publisher(), "id");
  stage.expect_done(R"({"publisher":"reconnect","stream":"event/main","latency_seconds":54.464})");
  stage.at(25.0);
  EXPECT_NE(text(stage.publisher(), "id"), id);
  EXPECT_EQ(stage.publisher()["msReceiveTsbPdDelay"].get_uint64().value(), 54464U);
  stage.expect_done(R"({"publisher":"reconnect","stream":"event/main"})");
  EXPECT_EQ(stage.publisher()["msReceiveTsbPdDelay"].get_uint64().value(), 54464U);
  stage.expect_done(R"({"publisher":"reconnect","stream":"event/main","latency_seconds":0.2})");
  EXPECT_EQ(stage.publisher()["msReceiveTsbPdDelay"].get_uint64().value(), 200U);
  EXPECT_THAT(stage.order(R"({"publisher":"reconnect","stream":"cam/0001","latency_seconds":1})")
                  .error()
                  .message,
              testing::HasSubstr("SRT latency"));
}

TEST(Incident, ASlowReaderLosesATenthInItsQueue) {
  const std::map<std::string, std::pair<std::string, std::string>> members = {
      {"rtsp", {"outboundBytes", "outboundRTPPacketsDiscarded"}},
      {"rtsp-udp", {"outboundBytes", "outboundRTPPacketsDiscarded"}},
      {"rtmp", {"outboundBytes", "outboundFramesDiscarded"}},
      {"webrtc", {"outboundBytes", "outboundFramesDiscarded"}},
      {"srt", {"bytesSent", "outboundFramesDiscarded"}}};
  for (const auto& [protocol, member] : members) {
    SCOPED_TRACE(protocol);
    Stage stage;
    const auto order = [&](const std::string& what, const std::string& more = "") {
      return R"({"reader":")" + what + R"(","stream":"event/main")" + more + "}";
    };
    stage.at(10.0);
    for (int i = 0; i < 2; ++i)
      stage.expect_done(order("add", R"(,"protocol":")" + protocol + '"'));
    stage.at(20.0);
    stage.expect_done(order("slow"));
    const auto both = [&] {
      return std::pair(counts(stage.session(stage.stream(kMain).readers[0])),
                       counts(stage.session(stage.stream(kMain).readers[1])));
    };
    const auto before = both();
    const Counts path_before = counts(stage.path(kMain));
    stage.at(80.0);
    const auto after = both();
    Counts slow = growth(before.first, after.first);
    Counts usual = growth(before.second, after.second);
    EXPECT_NEAR(static_cast<double>(slow[member.first]) / static_cast<double>(usual[member.first]),
                0.9, 0.01);
    EXPECT_EQ(usual[member.second], 0);
    EXPECT_GT(slow[member.second], 100);
    if (slow.contains("outboundRTPPackets") && slow.contains("outboundRTPPacketsDiscarded")) {
      const auto sent = static_cast<double>(slow["outboundRTPPackets"]);
      const auto discarded = static_cast<double>(slow["outboundRTPPacketsDiscarded"]);
      EXPECT_NEAR(discarded / (sent + discarded), 0.1, 0.01);
    }
    Counts path = growth(path_before, counts(stage.path(kMain)));
    EXPECT_NEAR(static_cast<double>(path["outboundBytes"]),
                1.9 * static_cast<double>(path["inboundBytes"]), 10.0);
    stage.expect_done(order("fast"));
    stage.at(90.0);
    EXPECT_EQ(growth(after.first, both().first)[member.second], 0);
    EXPECT_FALSE(stage.order(order("fast")).ok());
    EXPECT_FALSE(stage.order(order("slow", R"(,"count":3)")).ok());
    stage.expect_done(order("slow", R"(,"count":2)"));
    stage.at(91.0);
    EXPECT_GT(counts(stage.session(stage.stream(kMain).readers[1]))[member.second], 0);
  }
}

TEST(Incident, NobodyCanTellOfASlowHlsViewer) {
  Stage stage;
  stage.at(10.0);
  stage.expect_done(R"({"reader":"add","stream":"event/main","protocol":"hls"})");
  EXPECT_FALSE(stage.order(R"({"reader":"slow","stream":"event/main"})").ok());
}

TEST(Incident, RejectedReadersComeAndGoAndAreNeverEstablished) {
  Stage stage;
  stage.at(20.0);
  stage.expect_done(R"({"reader":"reject","stream":"event/main","seconds":20})");
  EXPECT_FALSE(stage.order(R"({"reader":"reject","stream":"event/main"})").ok());
  std::map<std::string, double> first;
  std::map<std::string, double> last;
  for (double t = 20.1; t < 60.0; t += 0.1) {
    stage.at(t);
    std::set<std::string> of_path;
    for (const simdjson::dom::element reader : stage.path(kMain)["readers"].get_array())
      of_path.insert(text(reader, "id"));
    for (const simdjson::dom::element item :
         stage.ask("webrtcsessions/list")["items"].get_array()) {
      if (text(item, "path") != kMain) continue;
      EXPECT_EQ(text(item, "state"), "read");
      EXPECT_FALSE(item["peerConnectionEstablished"].get_bool().value());
      EXPECT_EQ(item["outboundBytes"].get_uint64().value(), 0U);
      EXPECT_TRUE(of_path.contains(text(item, "id"))) << "the path counts it as a reader";
      first.try_emplace(text(item, "id"), t);
      last[text(item, "id")] = t;
    }
  }
  EXPECT_EQ(first.size(), 7U);
  for (const auto& [id, came] : first) {
    EXPECT_GT(last[id] - came, 1.7);
    EXPECT_LT(last[id] - came, 5.2);
    EXPECT_LT(came, 40.0);
  }
  EXPECT_EQ(stage.path(kMain)["outboundBytes"].get_uint64().value(), 0U);
  EXPECT_EQ(stage.stream(kMain).readers.size(), 0U);
}

TEST(Incident, TwoEncodersTakeThePathFromEachOther) {
  Stage stage({.streams = 4, .readers = 2, .seed = 7});
  stage.at(20.0);
  stage.expect_done(R"({"publisher":"fight","stream":"cam/0001"})");
  EXPECT_FALSE(stage.order(R"({"publisher":"flap","stream":"cam/0001"})").ok());
  std::set<std::string> sources;
  std::set<std::string> began;
  std::set<std::string> readers;
  std::vector<std::string> hosts;
  for (double t = 21.0; t < 40.0; t += 4.0) {
    stage.at(t);
    const simdjson::dom::element path = stage.path("cam/0001");
    EXPECT_TRUE(path["available"].get_bool().value());
    sources.insert(text(path["source"], "id"));
    began.insert(text(path, "availableTime"));
    EXPECT_LT(static_cast<double>(path["inboundBytes"].get_uint64().value()),
              4.0 * stage.stream("cam/0001").bits_per_second / 8.0);
    for (const simdjson::dom::element reader : path["readers"].get_array())
      readers.insert(text(reader, "id"));
    const std::string address = text(stage.publisher("cam/0001"), "remoteAddr");
    hosts.push_back(address.substr(0, address.find(':')));
  }
  EXPECT_EQ(sources.size(), 5U);
  EXPECT_EQ(began.size(), 5U);
  EXPECT_EQ(readers.size(), 10U);
  EXPECT_THAT(hosts, testing::ElementsAre("203.0.113.10", "198.51.100.20", "203.0.113.10",
                                          "198.51.100.20", "203.0.113.10"));
  stage.expect_done(R"({"publisher":"steady","stream":"cam/0001"})");
  const std::string id = text(stage.publisher("cam/0001"), "id");
  stage.at(80.0);
  EXPECT_EQ(text(stage.publisher("cam/0001"), "id"), id);
  EXPECT_FALSE(stage.order(R"({"publisher":"fight","stream":"in/udp-mpegts"})").ok());
}

TEST(Incident, AnEncoderComesBackWithoutAudioOrSmaller) {
  Stage stage;
  stage.at(20.0);
  const auto video = [&](std::string_view key) {
    return stage.path(kMain)["tracks2"].at(0)["codecProps"][key].get_int64().value();
  };
  const std::string id = text(stage.publisher(), "id");
  EXPECT_THAT(texts(stage.path(kMain)["tracks"]), testing::ElementsAre("H264", "MPEG-4 Audio"));
  EXPECT_EQ(video("width"), 1920);
  stage.expect_done(R"({"tracks":"audio_lost","stream":"event/main"})");
  EXPECT_NE(text(stage.publisher(), "id"), id);
  EXPECT_THAT(texts(stage.path(kMain)["tracks"]), testing::ElementsAre("H264"));
  EXPECT_EQ(stage.path(kMain)["tracks2"].get_array().size(), 1U);
  EXPECT_FALSE(stage.order(R"({"tracks":"audio_lost","stream":"event/main"})").ok());
  stage.expect_done(R"({"tracks":"smaller","stream":"event/main"})");
  EXPECT_THAT(texts(stage.path(kMain)["tracks"]), testing::ElementsAre("H264"));
  EXPECT_EQ(video("width"), 960);
  EXPECT_EQ(video("height"), 540);
  stage.expect_done(R"({"tracks":"all","stream":"event/main"})");
  EXPECT_THAT(texts(stage.path(kMain)["tracks"]), testing::ElementsAre("H264", "MPEG-4 Audio"));
  EXPECT_EQ(video("height"), 1080);
  EXPECT_FALSE(stage.order(R"({"tracks":"audio_lost","stream":"always/on"})").ok());
}

bool aac_by_webrtc(const Scene& scene) {
  for (const Stream& stream : scene.streams()) {
    for (const Session& reader : stream.readers) {
      if (reader.protocol == Protocol::WebRtc && stream.tracks().aac()) return true;
    }
  }
  return false;
}

TEST(Incident, OnlyAnOrderMakesABrowserReadWhatItCannotPlay) {
  for (const char* shape : {"v1.17", "v1.20"}) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      for (const bool mix : {false, true}) {
        Stage stage({.streams = 60,
                     .readers = 3,
                     .mix = mix,
                     .seed = seed,
                     .lively = true,
                     .version_shape = shape});
        for (double t = 0.0; t < 200.0; t += 10.0) {
          stage.at(t);
          EXPECT_FALSE(aac_by_webrtc(stage.scene())) << shape << ' ' << seed << ' ' << mix;
        }
      }
    }
  }
  Stage stage;
  stage.expect_done(R"({"reader":"add","stream":"event/main","protocol":"webrtc"})");
  EXPECT_TRUE(aac_by_webrtc(stage.scene()));
  stage.at(10.0);
  EXPECT_GT(stage.session(stage.stream(kMain).readers[0])["outboundBytes"].get_uint64().value(),
            0U);
}

TEST(Incident, TheCamerasOfASiteFreezeTogether) {
  Stage stage({.streams = 20, .readers = 1, .seed = 7, .site = 12});
  const auto site = [&] {
    std::map<std::string, std::int64_t> bytes;
    for (const simdjson::dom::element path :
         stage.ask("paths/list?itemsPerPage=999")["items"].get_array()) {
      if (text(path, "name").starts_with("site/"))
        bytes[text(path, "name")] = path["inboundBytes"].get_int64().value();
    }
    return bytes;
  };
  stage.at(20.0);
  EXPECT_EQ(site().size(), 12U);
  EXPECT_EQ(site().begin()->first, "site/cam-01");
  for (const simdjson::dom::element item :
       stage.ask("rtspsessions/list?itemsPerPage=999")["items"].get_array()) {
    const bool camera = text(item, "path").starts_with("site/") && text(item, "state") == "publish";
    EXPECT_EQ(text(item, "remoteAddr").starts_with("203.0.113."), camera);
  }
  EXPECT_EQ(stage.path("site/cam-01")["readers"].get_array().size(), 1U);
  const std::string id = text(stage.publisher("site/cam-01"), "id");
  stage.expect_done(R"({"site":"die"})");
  EXPECT_FALSE(stage.order(R"({"site":"die"})").ok());
  const auto frozen = site();
  const Counts other = counts(stage.path("cam/0001"));
  stage.at(29.9);
  EXPECT_EQ(site(), frozen);
  EXPECT_GT(growth(other, counts(stage.path("cam/0001")))["inboundBytes"], 0);
  stage.at(30.0);
  EXPECT_EQ(site().size(), 0U);
  stage.expect_done(R"({"site":"back"})");
  EXPECT_FALSE(stage.order(R"({"site":"back"})").ok());
  stage.at(31.0);
  EXPECT_EQ(site().size(), 12U);
  EXPECT_NE(text(stage.publisher("site/cam-01"), "id"), id);
  EXPECT_THAT(text(stage.publisher("site/cam-01"), "remoteAddr"),
              testing::StartsWith("203.0.113.1:"));
  stage.expect_done(R"({"site":"die"})");
  stage.at(33.0);
  stage.expect_done(R"({"site":"back"})");
  stage.at(60.0);
  EXPECT_EQ(site().size(), 12U) << "the server waits for nobody who came back";
  Stage without;
  EXPECT_FALSE(without.order(R"({"site":"die"})").ok());
}

TEST(Incident, AForwardThatFailsFlipsAndCarriesNothing) {
  for (const char* shape : {"v1.20", "v1.21"}) {
    Stage stage({.streams = 2, .readers = 0, .seed = 7, .version_shape = shape});
    const bool typed = std::string_view(shape) == "v1.21";
    const auto forward = [&] {
      const std::string route = typed ? "paths/forward-dests/list" : "paths/forward/list";
      return stage.ask(route + "?path=event/main")["items"].at(0);
    };
    stage.at(20.0);
    EXPECT_EQ(text(forward(), "state"), "forwarding");
    stage.expect_done(R"({"forward":"fail","stream":"event/main"})");
    EXPECT_FALSE(stage.order(R"({"forward":"fail","stream":"event/main"})").ok());
    const auto bytes = forward()["outboundBytes"].get_uint64().value();
    EXPECT_GT(bytes, 0U);
    std::string states;
    for (double t = 22.0; t < 42.0; t += 5.0) {
      stage.at(t);
      states += text(forward(), "state") + ' ';
      EXPECT_FALSE(text(forward(), "lastError").empty());
      EXPECT_EQ(forward()["outboundBytes"].get_uint64().value(), bytes);
      if (!typed) continue;
      EXPECT_EQ(forward()["typeSpecific"].is_null(), text(forward(), "state") == "error");
      if (text(forward(), "state") != "forwarding") continue;
      EXPECT_EQ(forward()["typeSpecific"]["bytesSent"].get_uint64().value(), 0U);
    }
    EXPECT_EQ(states, "error forwarding error forwarding ");
    stage.expect_done(R"({"forward":"ok","stream":"event/main"})");
    stage.at(50.0);
    EXPECT_EQ(text(forward(), "state"), "forwarding");
    EXPECT_EQ(text(forward(), "lastError"), "");
    EXPECT_GT(forward()["outboundBytes"].get_uint64().value(), bytes);
    EXPECT_FALSE(stage.order(R"({"forward":"ok","stream":"event/main"})").ok());
    EXPECT_FALSE(stage.order(R"({"forward":"fail","stream":"cam/0001"})").ok());
  }
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

// Everything that a client can see.
std::string everything(Stage& stage) {
  std::string all;
  for (const char* list : {"paths", "srtconns", "rtspsessions", "rtmpconns", "webrtcsessions",
                           "hlssessions", "moqsessions"})
    all += simdjson::minify(stage.ask(std::string(list) + "/list?itemsPerPage=999"));
  return all + simdjson::minify(stage.ask("paths/forward/list?path=event/main"));
}

TEST(Incident, HappensAlikeHoweverOftenSomebodyLooks) {
  const std::vector<std::pair<double, std::string_view>> orders = {
      {10.0, R"({"publisher":"fight","stream":"cam/0001"})"},
      {11.0, R"({"reader":"reject","stream":"event/main","seconds":30})"},
      {12.0, R"({"reader":"slow","stream":"cam/0002"})"},
      {13.0, R"({"forward":"fail","stream":"event/main"})"},
      {14.0, R"({"publisher":"quiet","stream":"event/main"})"},
      {15.0, R"({"link":"bad","stream":"event/main","latency_seconds":0.06,"rtt_seconds":0.04})"},
      {16.0, R"({"tracks":"smaller","stream":"cam/0003"})"},
      {17.0, R"({"site":"die"})"},
      {40.0, R"({"site":"back"})"}};
  Stage often({.streams = 8, .readers = 2, .srt_share = 1.0, .seed = 7, .site = 5});
  Stage rarely({.streams = 8, .readers = 2, .srt_share = 1.0, .seed = 7, .site = 5});
  for (const auto& [t, order] : orders) {
    while (often.scene().now() < t - 0.1) {
      often.at(often.scene().now() + 0.1);
      EXPECT_FALSE(everything(often).empty());
    }
    often.at(t);
    rarely.at(t);
    often.expect_done(order);
    rarely.expect_done(order);
  }
  for (double t = 40.0; t < 55.0; t += 0.5) often.at(t);
  often.at(55.0);
  rarely.at(55.0);
  EXPECT_EQ(everything(often), everything(rarely));
}

}  // namespace
}  // namespace mtxmon::sim
