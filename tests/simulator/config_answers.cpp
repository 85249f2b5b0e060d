#include "tests/simulator/config_answers.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "tests/simulator/concat.h"
#include "tests/simulator/json_text.h"

namespace mtxmon::sim {
namespace {

#include "tests/simulator/recorded_config/v1_0.inc"
#include "tests/simulator/recorded_config/v1_12.inc"
#include "tests/simulator/recorded_config/v1_17.inc"
#include "tests/simulator/recorded_config/v1_19.inc"
#include "tests/simulator/recorded_config/v1_2.inc"
#include "tests/simulator/recorded_config/v1_20.inc"
#include "tests/simulator/recorded_config/v1_9.inc"

struct RecordedConfig {
  int since;
  std::string_view global;
  std::string_view path_defaults;
};
// v1.21 is not recorded and answers as v1.20.
constexpr std::array<RecordedConfig, 7> kRecorded = {{{20, kGlobalV20, kPathDefaultsV20},
                                                      {19, kGlobalV19, kPathDefaultsV19},
                                                      {17, kGlobalV17, kPathDefaultsV17},
                                                      {12, kGlobalV12, kPathDefaultsV12},
                                                      {9, kGlobalV9, kPathDefaultsV9},
                                                      {2, kGlobalV2, kPathDefaultsV2},
                                                      {0, "", kPathDefaultsV0}}};

const RecordedConfig& recorded_config(const Shape& shape) {
  return *std::find_if(kRecorded.begin(), kRecorded.end(),
                       [&](const RecordedConfig& config) { return shape.since(config.since); });
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
}

void set_member(std::string& text, std::string_view name, std::string_view from,
                std::string_view to) {
  replace(text, concat({"\"", name, "\":", from}), concat({"\"", name, "\":", to}));
}

std::string_view encryption(bool plain, bool encrypted) {
  if (plain) return encrypted ? R"("optional")" : R"("no")";
  return R"("strict")";
}

std::string_view truth(bool value) { return value ? "true" : "false"; }

std::string quoted(std::string_view text) {
  std::string result;
  append_json_string(result, text);
  return result;
}

std::string path_config(std::string_view name, const Shape& shape) {
  std::string text(recorded_config(shape).path_defaults);
  set_member(text, "name", R"("")", quoted(name));
  // In the clear until v1.5; later releases have no such members.
  for (const std::string_view password : {"publishPass", "readPass"})
    set_member(text, password, R"("")", concat({"\"", kPlantedSecret, "\""}));
  return text;
}

std::string source_url(const Stream& stream, const Shape& shape) {
  const std::string user = concat({"viewer:", kPlantedSecret, "@"});
  if (stream.source_type == "mpegtsSource")
    return shape.since(14) ? "udp+mpegts://0.0.0.0:15000" : "udp://0.0.0.0:15000";
  if (stream.source_type == "redirect") return "redirect";
  if (stream.source_type == "srtSource") {
    return concat({"srt://192.0.2.40:8890?streamid=read:cam:viewer:", kPlantedSecret,
                   "&passphrase=", kPlantedSecret});
  }
  if (stream.source_type == "rtspSource")
    return concat({"rtsp://", user, "192.0.2.30:554/stream1"});
  return "publisher";
}

}  // namespace

std::string path_config(const Stream& stream, const Shape& shape) {
  std::string text = path_config(stream.conf_name, shape);
  if (stream.wildcard()) return text;
  set_member(text, "source", R"("publisher")", quoted(source_url(stream, shape)));
  if (stream.kind == StreamKind::AlwaysAvailable) {
    set_member(text, "alwaysAvailable", "false", "true");
    set_member(text, "alwaysAvailableTracks", "[]",
               R"([{"codec":"H264","sampleRate":0,"channelCount":0,"muLaw":false}])");
  } else if (stream.kind == StreamKind::OnDemand) {
    set_member(text, "runOnDemand", R"("")",
               concat({R"("/usr/local/bin/start-camera --token )", kPlantedSecret, "\""}));
  } else if (stream.kind == StreamKind::Redirect) {
    set_member(text, "sourceRedirect", R"("")",
               concat({R"("rtsp://viewer:)", kPlantedSecret, R"(@192.0.2.7:8554/event/main")"}));
  }
  if (stream.recorded()) set_member(text, "record", "false", "true");
  std::string destinations;
  for (const std::string& url : forward_destinations(stream)) {
    if (!destinations.empty()) destinations += ',';
    destinations +=
        concat({R"({"dest":)", quoted(url), R"(,"destFingerprint":"","whipBearerToken":""})"});
  }
  set_member(text, "forward", "[]", concat({"[", destinations, "]"}));
  return text;
}

std::string global_config(const Scene& scene) {
  std::string text(recorded_config(scene.shape()).global);
  const auto on = [&](Protocol protocol) { return scene.enabled(protocol); };
  set_member(text, "rtsp", "true", truth(on(Protocol::Rtsp) || on(Protocol::Rtsps)));
  for (const std::string_view name : {"rtspEncryption", "encryption"})
    set_member(text, name, R"("optional")", encryption(on(Protocol::Rtsp), on(Protocol::Rtsps)));
  set_member(text, "rtmp", "true", truth(on(Protocol::Rtmp) || on(Protocol::Rtmps)));
  set_member(text, "rtmpEncryption", R"("optional")",
             encryption(on(Protocol::Rtmp), on(Protocol::Rtmps)));
  set_member(text, "hls", "true", truth(on(Protocol::Hls)));
  set_member(text, "webrtc", "true", truth(on(Protocol::WebRtc)));
  set_member(text, "srt", "true", truth(on(Protocol::Srt)));
  set_member(text, "moq", "true", truth(on(Protocol::Moq)));
  JsonText timeout;
  timeout.number("readTimeout", scene.read_timeout_seconds());
  const std::string_view value =
      std::string_view(timeout.view()).substr(sizeof(R"("readTimeout":)") - 1);
  set_member(text, "readTimeout", R"("10s")", concat({"\"", value, "s\""}));
  return text;
}

std::string path_defaults(const Scene& scene) {
  return std::string(recorded_config(scene.shape()).path_defaults);
}

std::vector<PathConfig> path_configs(const Scene& scene) {
  std::vector<PathConfig> configs = {{"all_others", path_config("all_others", scene.shape())}};
  for (const Stream& stream : scene.streams()) {
    if (!stream.wildcard())
      configs.push_back({stream.conf_name, path_config(stream, scene.shape())});
  }
  std::sort(configs.begin(), configs.end(),
            [](const PathConfig& a, const PathConfig& b) { return a.name < b.name; });
  return configs;
}

std::vector<std::string> forward_destinations(const Stream& stream) {
  if (!stream.forwards()) return {};
  std::vector<std::string> urls = {
      concat({"srt://192.0.2.50:8890?streamid=publish:copy:operator:", kPlantedSecret})};
  if (stream.forwards_in_vain)
    urls.push_back(concat({"rtmp://192.0.2.51/live/dead?key=", kPlantedSecret}));
  return urls;
}

}  // namespace mtxmon::sim
