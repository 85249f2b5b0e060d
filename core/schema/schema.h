// All tables and all lists. Adding a protocol is one table file, one line here for it and one for
// each list that it comes in.
#pragma once

#include <array>

#include "core/schema/field.h"
#include "core/schema/hls.h"
#include "core/schema/moq.h"
#include "core/schema/rtmp.h"
#include "core/schema/rtp.h"
#include "core/schema/rtsp.h"
#include "core/schema/srt.h"
#include "core/schema/webrtc.h"

namespace mtxmon {

inline constexpr std::array<const Resource*, 8> kResources = {
    &kSrt, &kRtsp, &kRtspControl, &kRtmp, &kWebrtc, &kHls, &kHlsMuxer, &kMoq};

// The lists of each poll. Sessions before the control connections that belong to them.
// clang-format off
inline constexpr auto kLists = std::to_array<ListRoute>({
  {"srt", "srtconns", "srtconns/list", "srt/conns/list", ListKind::Connections, &kSrt},
  {"rtsp", "rtspsessions", "rtspsessions/list", "rtsp/sessions/list", ListKind::Connections, &kRtsp},
  {"rtsps", "rtspssessions", "rtspssessions/list", "rtsps/sessions/list", ListKind::Connections, &kRtsp},
  {"rtmp", "rtmpconns", "rtmpconns/list", "rtmp/conns/list", ListKind::Connections, &kRtmp},
  {"rtmps", "rtmpsconns", "rtmpsconns/list", "rtmps/conns/list", ListKind::Connections, &kRtmp},
  {"webrtc", "webrtcsessions", "webrtcsessions/list", "webrtc/sessions/list", ListKind::Connections, &kWebrtc},
  {"hls", "hlssessions", "hlssessions/list", "hls/sessions/list", ListKind::Connections, &kHls},
  {"moq", "moqsessions", "moqsessions/list", "moq/sessions/list", ListKind::Connections, &kMoq},
  {"hls", "hlsmuxers", "hlsmuxers/list", "hls/muxers/list", ListKind::Muxers, &kHlsMuxer},
  {"rtsp", "rtspconns", "rtspconns/list", "rtsp/conns/list", ListKind::Control, &kRtspControl},
  {"rtsps", "rtspsconns", "rtspsconns/list", "rtsps/conns/list", ListKind::Control, &kRtspControl},
});
// clang-format on

// The position of the list of that protocol and kind; kLists.size() when there is none.
constexpr std::size_t list_of(std::string_view protocol, ListKind kind) {
  std::size_t list = 0;
  while (list < kLists.size() && (kLists[list].protocol != protocol || kLists[list].kind != kind))
    ++list;
  return list;
}

// The position of a list in kLists; a misspelt endpoint does not compile.
consteval std::size_t list_index(std::string_view endpoint) {
  for (std::size_t i = 0; i < kLists.size(); ++i) {
    if (kLists[i].endpoint == endpoint) return i;
  }
  throw "no such list";
}

}  // namespace mtxmon
