#include "tests/simulator/config_answers.h"

#include <algorithm>
#include <string_view>

#include "tests/simulator/concat.h"
#include "tests/simulator/json_text.h"

namespace mtxmon::sim {
namespace {

// The settings of a MediaMTX v1.20.1 with every protocol on; what depends on the scene is replaced.
constexpr std::string_view kGlobal =
    R"({"logLevel":"info","logDestinations":["stdout"],"logStructured":false,"logFile":"mediamtx.log",)"
    R"("sysLogPrefix":"mediamtx","dumpPackets":false,"readTimeout":"10s","writeTimeout":"10s",)"
    R"("writeQueueSize":512,"udpMaxPayloadSize":1452,"udpReadBufferSize":0,"runOnConnect":"",)"
    R"("runOnConnectRestart":false,"runOnDisconnect":"","authMethod":"internal",)"
    R"("authInternalUsers":[{"user":"any","pass":"","ips":[],"permissions":[{"action":"publish",)"
    R"("path":""},{"action":"read","path":""},{"action":"playback","path":""}]},{"user":"any","pass":"",)"
    R"("ips":["127.0.0.1","::1"],"permissions":[{"action":"api","path":""},{"action":"metrics",)"
    R"("path":""},{"action":"pprof","path":""}]}],"authHTTPAddress":"","authHTTPFingerprint":"",)"
    R"("authHTTPExclude":[],"authJWTJWKS":"","authJWTJWKSFingerprint":"",)"
    R"("authJWTClaimKey":"mediamtx_permissions","authJWTExclude":[],"authJWTIssuer":"",)"
    R"("authJWTAudience":"","api":true,"apiAddress":":9997","apiEncryption":false,)"
    R"("apiServerKey":"server.key","apiServerCert":"server.crt","apiAllowOrigins":["*"],)"
    R"("apiTrustedProxies":[],"metrics":false,"metricsAddress":":9998","metricsEncryption":false,)"
    R"("metricsServerKey":"server.key","metricsServerCert":"server.crt","metricsAllowOrigins":["*"],)"
    R"("metricsTrustedProxies":[],"pprof":false,"pprofAddress":":9999","pprofEncryption":false,)"
    R"("pprofServerKey":"server.key","pprofServerCert":"server.crt","pprofAllowOrigins":["*"],)"
    R"("pprofTrustedProxies":[],"playback":false,"playbackAddress":":9996","playbackEncryption":false,)"
    R"("playbackServerKey":"server.key","playbackServerCert":"server.crt","playbackAllowOrigins":["*"],)"
    R"("playbackTrustedProxies":[],"rtsp":true,"rtspTransports":["tcp","udp"],"rtspEncryption":"optional",)"
    R"("rtspAddress":":8554","rtspsAddress":":8322","rtpAddress":":8000","rtcpAddress":":8001",)"
    R"("multicastIPRange":"224.1.0.0/16","multicastRTPPort":8002,"multicastRTCPPort":8003,)"
    R"("srtpAddress":":8004","srtcpAddress":":8005","multicastSRTPPort":8006,"multicastSRTCPPort":8007,)"
    R"("rtspServerKey":"server.key","rtspServerCert":"server.crt","rtspAuthMethods":["basic"],)"
    R"("rtspTrustedProxies":[],"rtmp":true,"rtmpEncryption":"optional","rtmpAddress":":1935",)"
    R"("rtmpsAddress":":1936","rtmpServerKey":"server.key","rtmpServerCert":"server.crt",)"
    R"("rtmpTrustedProxies":[],"hls":true,"hlsAddress":":8888","hlsEncryption":false,)"
    R"("hlsServerKey":"server.key","hlsServerCert":"server.crt","hlsAllowOrigins":["*"],)"
    R"("hlsTrustedProxies":[],"hlsAlwaysRemux":false,"hlsVariant":"lowLatency","hlsSegmentCount":7,)"
    R"("hlsSegmentDuration":"1s","hlsPartDuration":"200ms","hlsSegmentMaxSize":"50M","hlsDirectory":"",)"
    R"("hlsMuxerCloseAfter":"1m0s","hlsCDNSecret":"","webrtc":true,"webrtcAddress":":8889",)"
    R"("webrtcEncryption":false,"webrtcServerKey":"server.key","webrtcServerCert":"server.crt",)"
    R"("webrtcAllowOrigins":["*"],"webrtcTrustedProxies":[],"webrtcLocalUDPAddress":":8189",)"
    R"("webrtcLocalTCPAddress":"","webrtcIPsFromInterfaces":true,"webrtcIPsFromInterfacesList":[],)"
    R"("webrtcAdditionalHosts":[],"webrtcICEServers2":[],"webrtcSTUNGatherTimeout":"5s",)"
    R"("webrtcHandshakeTimeout":"10s","webrtcTrackGatherTimeout":"2s","srt":true,"srtAddress":":8890",)"
    R"("moq":true,"moqHTTP2Address":":8892","moqHTTP3Address":":8892","moqQUICAddress":":8893",)"
    R"("moqServerKey":"server.key","moqServerCert":"server.crt","moqAllowOrigins":["*"],)"
    R"("moqTrustedProxies":[]})";

constexpr std::string_view kPathDefaults =
    R"({"name":"","source":"publisher","sourceFingerprint":"","sourceOnDemand":false,)"
    R"("sourceOnDemandStartTimeout":"10s","sourceOnDemandCloseAfter":"10s","maxReaders":0,)"
    R"("srtReadPassphrase":"","useAbsoluteTimestamp":false,"alwaysAvailable":false,)"
    R"("alwaysAvailableTracks":[],"alwaysAvailableFile":"","forward":[],"record":false,)"
    R"("recordPath":"./recordings/%path/%Y-%m-%d_%H-%M-%S-%f","recordFormat":"fmp4",)"
    R"("recordPartDuration":"1s","recordMaxPartSize":"50M","recordSegmentDuration":"1h0m0s",)"
    R"("recordDeleteAfter":"1d","overridePublisher":true,"srtPublishPassphrase":"","rtspDemuxMpegts":false,)"
    R"("rtspTransport":"automatic","rtspAnyPort":false,"rtspRangeType":"","rtspRangeStart":"",)"
    R"("rtspScale":"","rtspUDPSourcePortRange":[32768,60999],"rtpSDP":"","moqTransport":"quic",)"
    R"("whepBearerToken":"","whepSTUNGatherTimeout":"5s","whepHandshakeTimeout":"10s",)"
    R"("whepTrackGatherTimeout":"2s","sourceRedirect":"","rpiCameraCamID":0,"rpiCameraSecondary":false,)"
    R"("rpiCameraWidth":1920,"rpiCameraHeight":1080,"rpiCameraHFlip":false,"rpiCameraVFlip":false,)"
    R"("rpiCameraBrightness":0,"rpiCameraContrast":1,"rpiCameraSaturation":1,"rpiCameraSharpness":1,)"
    R"("rpiCameraExposure":"normal","rpiCameraAWB":"auto","rpiCameraAWBGains":[0,0],)"
    R"("rpiCameraDenoise":"off","rpiCameraShutter":0,"rpiCameraMetering":"centre","rpiCameraGain":0,)"
    R"("rpiCameraEV":0,"rpiCameraROI":"","rpiCameraHDR":false,"rpiCameraTuningFile":"","rpiCameraMode":"",)"
    R"("rpiCameraFPS":30,"rpiCameraAfMode":"continuous","rpiCameraAfRange":"normal",)"
    R"("rpiCameraAfSpeed":"normal","rpiCameraLensPosition":0,"rpiCameraAfWindow":"",)"
    R"("rpiCameraFlickerPeriod":0,"rpiCameraTextOverlayEnable":false,)"
    R"("rpiCameraTextOverlay":"%Y-%m-%d %H:%M:%S - MediaMTX","rpiCameraCodec":"auto",)"
    R"("rpiCameraIDRPeriod":60,"rpiCameraBitrate":5000000,"rpiCameraH264Profile":"auto",)"
    R"("rpiCameraH264Level":"4.1","rpiCameraMJPEGQuality":60,"runOnInit":"","runOnInitRestart":false,)"
    R"("runOnDemand":"","runOnDemandRestart":false,"runOnDemandStartTimeout":"10s",)"
    R"("runOnDemandCloseAfter":"10s","runOnUnDemand":"","runOnAvailable":"","runOnAvailableRestart":false,)"
    R"("runOnUnavailable":"","runOnOnline":"","runOnOnlineRestart":false,"runOnOffline":"","runOnRead":"",)"
    R"("runOnReadRestart":false,"runOnUnread":"","runOnRecordSegmentCreate":"",)"
    R"("runOnRecordSegmentComplete":""})";

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

std::string path_config(std::string_view name) {
  std::string text(kPathDefaults);
  set_member(text, "name", R"("")", quoted(name));
  return text;
}

std::string path_config(const Stream& stream) {
  std::string text = path_config(stream.conf_name);
  switch (stream.kind) {
    case StreamKind::AlwaysAvailable:
      set_member(text, "alwaysAvailable", "false", "true");
      set_member(text, "alwaysAvailableTracks", "[]",
                 R"([{"codec":"H264","sampleRate":0,"channelCount":0,"muLaw":false}])");
      break;
    case StreamKind::OnDemand:
      set_member(text, "runOnDemand", R"("")", R"("/usr/local/bin/start-camera")");
      break;
    case StreamKind::StaticSource:
      set_member(text, "source", R"("publisher")", R"("udp+mpegts://0.0.0.0:15000")");
      break;
    case StreamKind::DeadSource:
      set_member(text, "source", R"("publisher")", R"("rtsp://192.0.2.30:554/stream1")");
      break;
    case StreamKind::Redirect:
      set_member(text, "source", R"("publisher")", R"("redirect")");
      set_member(text, "sourceRedirect", R"("")", R"("rtsp://192.0.2.7:8554/event/main")");
      break;
    case StreamKind::Publisher:
      break;
  }
  std::string destinations;
  for (const std::string& url : forward_destinations(stream)) {
    if (!destinations.empty()) destinations += ',';
    destinations +=
        concat({R"({"dest":)", quoted(url), R"(,"destFingerprint":"","whipBearerToken":""})"});
  }
  set_member(text, "forward", "[]", concat({"[", destinations, "]"}));
  return text;
}

}  // namespace

std::string global_config(const Scene& scene) {
  std::string text(kGlobal);
  const auto on = [&](Protocol protocol) { return scene.enabled(protocol); };
  set_member(text, "rtsp", "true", truth(on(Protocol::Rtsp) || on(Protocol::Rtsps)));
  set_member(text, "rtspEncryption", R"("optional")",
             encryption(on(Protocol::Rtsp), on(Protocol::Rtsps)));
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

std::string path_defaults() { return std::string(kPathDefaults); }

std::vector<PathConfig> path_configs(const Scene& scene) {
  std::vector<PathConfig> configs = {{"all_others", path_config("all_others")}};
  for (const Stream& stream : scene.streams()) {
    if (!stream.wildcard()) configs.push_back({stream.conf_name, path_config(stream)});
  }
  std::sort(configs.begin(), configs.end(),
            [](const PathConfig& a, const PathConfig& b) { return a.name < b.name; });
  return configs;
}

std::vector<std::string> forward_destinations(const Stream& stream) {
  if (stream.name != "event/main") return {};
  return {"srt://192.0.2.50:8890?streamid=publish:copy", "rtmp://192.0.2.51/live/dead"};
}

}  // namespace mtxmon::sim
