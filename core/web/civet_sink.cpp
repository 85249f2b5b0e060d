#include "core/web/civet_sink.h"

#include <array>
#include <chrono>

#include <civetweb.h>

namespace mtxmon {
namespace {

constexpr auto kStallFrom = std::chrono::seconds(1);

}  // namespace

WriteResult CivetSink::write_text(std::string_view text) {
  return write(MG_WEBSOCKET_OPCODE_TEXT, text);
}

WriteResult CivetSink::write_close(int code) {
  const std::array<char, 2> bytes = {static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  return write(MG_WEBSOCKET_OPCODE_CONNECTION_CLOSE, {bytes.data(), bytes.size()});
}

// Sets the flag that civetweb's read loop looks at after each wait. (mg_close_connection could
// close the socket under a worker that has not yet reached that loop.)
void CivetSink::hang_up() { mg_disable_connection_keep_alive(connection_); }

// A short count is a torn frame; civetweb reports it as success.
WriteResult CivetSink::write(int opcode, std::string_view payload) {
  const auto begin = std::chrono::steady_clock::now();
  const int written = mg_websocket_write(connection_, opcode, payload.data(), payload.size());
  const int complete =
      payload.empty() ? 2 : static_cast<int>(payload.size());  // 2: the header alone
  if (written == complete) return WriteResult::Sent;
  return std::chrono::steady_clock::now() - begin >= kStallFrom ? WriteResult::Stalled
                                                                : WriteResult::Gone;
}

}  // namespace mtxmon
