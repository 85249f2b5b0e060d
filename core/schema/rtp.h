// What RTSP and WebRTC have in common: RTP, whose figures stand in both tables.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/schema/rtsp.h"
#include "core/schema/webrtc.h"

namespace mtxmon {

// Where the two tables have a figure of RTP; fields.size() in one that does not have it.
struct RtpRow {
  std::size_t rtsp, webrtc;

  // A row that no connection of this table has, when it is neither of the two.
  [[nodiscard]] constexpr std::size_t in(const Resource& table) const {
    if (&table == &kRtsp) return rtsp;
    return &table == &kWebrtc ? webrtc : table.fields.size();
  }
};

// By one of our own keys, as it is for that side; one that is in neither does not compile.
consteval RtpRow rtp_key(std::string_view key, Side side) {
  const RtpRow row{kRtsp.row_of_key(key, side), kWebrtc.row_of_key(key, side)};
  if (row.rtsp == kRtsp.fields.size() && row.webrtc == kWebrtc.fields.size())
    throw "no such figure of RTP";
  return row;
}

}  // namespace mtxmon
