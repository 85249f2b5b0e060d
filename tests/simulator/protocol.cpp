#include "tests/simulator/protocol.h"

#include <cstddef>

namespace mtxmon::sim {
namespace {

struct Spelling {
  std::string_view name;
  std::string_view object_type;
  std::string_view session_list;
};

// In the order of the enumerators.
constexpr std::array<Spelling, kProtocols.size()> kSpellings = {
    {{"srt", "srtConn", "srtconns"},
     {"rtsp", "rtspSession", "rtspsessions"},
     {"rtsp-udp", "rtspSession", "rtspsessions"},
     {"rtsps", "rtspsSession", "rtspssessions"},
     {"rtmp", "rtmpConn", "rtmpconns"},
     {"rtmps", "rtmpsConn", "rtmpsconns"},
     {"webrtc", "webRTCSession", "webrtcsessions"},
     {"hls", "hlsSession", "hlssessions"},
     {"moq", "moqSession", "moqsessions"}}};

const Spelling& spelling(Protocol protocol) {
  return kSpellings[static_cast<std::size_t>(protocol)];
}

}  // namespace

std::string_view protocol_name(Protocol protocol) { return spelling(protocol).name; }

std::optional<Protocol> protocol_from_name(std::string_view name) {
  for (const Protocol protocol : kProtocols) {
    if (spelling(protocol).name == name) return protocol;
  }
  return std::nullopt;
}

std::string_view object_type(Protocol protocol) { return spelling(protocol).object_type; }

std::string_view session_list(Protocol protocol) { return spelling(protocol).session_list; }

std::optional<Protocol> list_owner(std::string_view list) {
  if (list == "rtspconns") return Protocol::Rtsp;
  if (list == "rtspsconns") return Protocol::Rtsps;
  if (list == "hlsmuxers") return Protocol::Hls;
  for (const Protocol protocol : kProtocols) {
    if (spelling(protocol).session_list == list) return protocol;
  }
  return std::nullopt;
}

}  // namespace mtxmon::sim
