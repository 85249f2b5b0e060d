// The protocols of MediaMTX as the API spells them. Plain constants, callable from any thread.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace mtxmon::sim {

enum class Protocol { Srt, Rtsp, RtspUdp, Rtsps, Rtmp, Rtmps, WebRtc, Hls, Moq };

inline constexpr std::array kProtocols = {Protocol::Srt,    Protocol::Rtsp, Protocol::RtspUdp,
                                          Protocol::Rtsps,  Protocol::Rtmp, Protocol::Rtmps,
                                          Protocol::WebRtc, Protocol::Hls,  Protocol::Moq};

// "srt", "rtsp", … ; RTSP over UDP is "rtsp-udp" here although one server ("rtsp") does both.
[[nodiscard]] std::string_view protocol_name(Protocol protocol);
[[nodiscard]] std::optional<Protocol> protocol_from_name(std::string_view name);

// What `source.type` and `readers[].type` say in v1.20 (Shape::type_of knows the others).
[[nodiscard]] std::string_view object_type(Protocol protocol);

// The first route segment of the list that holds its sessions: "srtconns", "rtspsessions", …
[[nodiscard]] std::string_view session_list(Protocol protocol);

// The protocol whose server owns this list ("rtspconns" and "rtspsessions" → Rtsp); none for
// "paths" and the like.
[[nodiscard]] std::optional<Protocol> list_owner(std::string_view list);

// Both RTSP transports belong to one server that is on or off as a whole.
[[nodiscard]] constexpr Protocol server_of(Protocol protocol) {
  return protocol == Protocol::RtspUdp ? Protocol::Rtsp : protocol;
}

[[nodiscard]] constexpr bool is_rtsp(Protocol protocol) {
  return server_of(protocol) == Protocol::Rtsp || protocol == Protocol::Rtsps;
}

}  // namespace mtxmon::sim
