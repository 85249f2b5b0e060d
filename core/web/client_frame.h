// What a WebSocket client may send us, frame by frame (civetweb does not reassemble fragments).
// Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace mtxmon {

inline constexpr std::size_t kMaxMessageBytes = 4096;

// Close codes of RFC 6455, 7.4.1.
namespace close_code {
inline constexpr int kNormal = 1000;
inline constexpr int kGoingAway = 1001;
inline constexpr int kProtocolError = 1002;
inline constexpr int kUnsupported = 1003;
inline constexpr int kNotUtf8 = 1007;
inline constexpr int kTooBig = 1009;
inline constexpr int kInternalError = 1011;
inline constexpr int kTryAgainLater = 1013;
}  // namespace close_code

// The code to close the connection with after this frame; nothing when it is a whole, short text
// message. `first_byte` holds FIN, RSV and opcode. A close frame is answered with the
// client's own code.
[[nodiscard]] std::optional<int> close_code_after(int first_byte, std::string_view payload);

}  // namespace mtxmon
