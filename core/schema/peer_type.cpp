#include "core/schema/peer_type.h"

#include <algorithm>
#include <array>

namespace mtxmon {
namespace {

struct Row {
  std::string_view type;  // lower case
  std::string_view protocol;
  PeerKind kind;
};

using enum PeerKind;
constexpr auto kRows = std::to_array<Row>({
    {"rtspsession", "rtsp", Session},
    {"rtspssession", "rtsps", Session},
    {"rtmpconn", "rtmp", Session},
    {"rtmpsconn", "rtmps", Session},
    {"srtconn", "srt", Session},
    {"webrtcsession", "webrtc", Session},
    {"hlssession", "hls", Session},
    {"hlsmuxer", "hls", Session},  // up to v1.17: one entry without id, however many viewers
    {"moqsession", "moq", Session},
    {"rpicamerasecondary", "rpicamera", Session},
    {"rtspsource", "rtsp", Static},
    {"rtmpsource", "rtmp", Static},
    {"hlssource", "hls", Static},
    {"srtsource", "srt", Static},
    {"webrtcsource", "webrtc", Static},
    {"udpsource", "mpegts", Static},  // up to v1.13
    {"mpegtssource", "mpegts", Static},
    {"rtpsource", "rtp", Static},
    {"moqsource", "moq", Static},
    {"rpicamerasource", "rpicamera", Static},
    {"redirect", "redirect", Redirect},
});

}  // namespace

std::string_view peer_kind_word(PeerKind kind) {
  switch (kind) {
    case Session:
      return "session";
    case Static:
      return "static";
    case Redirect:
      break;
  }
  return "redirect";
}

PeerType peer_type(std::string_view mediamtx_type) {
  std::string lower(mediamtx_type.substr(0, 64));
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  const auto row = std::ranges::find(kRows, lower, &Row::type);
  if (row != kRows.end()) return {std::string(row->protocol), row->kind};
  return {lower, lower.ends_with("source") ? Static : Session};
}

}  // namespace mtxmon
