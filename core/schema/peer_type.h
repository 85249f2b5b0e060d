// What MediaMTX calls the source or a reader of a path ("srtConn", "webRTCSession"), in our words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mtxmon {

enum class PeerKind : std::uint8_t {
  Session,   // one connection with an id: appears in its protocol's list
  Static,    // a source that MediaMTX itself pulls or opens; no id, no statistics of its own
  Redirect,  // readers are sent elsewhere
};

[[nodiscard]] std::string_view peer_kind_word(PeerKind kind);  // "session"

struct PeerType {
  std::string protocol;  // "srt", "rtsp", "rtsps", "rtmp", "rtmps", "webrtc", "hls", "moq",
                         // "mpegts", "rtp", "rpicamera", "redirect"
  PeerKind kind = PeerKind::Session;
};

// Compared without case: the spelling of WebRTC changed twice. A type of a future version keeps its
// own name as protocol and counts as a session.
[[nodiscard]] PeerType peer_type(std::string_view mediamtx_type);

}  // namespace mtxmon
