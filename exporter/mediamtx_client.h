// MediaMtxClient: one poll of one MediaMTX server: /v3/info, /v3/paths/list, /v3/srtconns/list,
// whole lists.
//
// Owned and used by one poller thread. Only ever sends GET. A poll is bounded by its own limit
// however the server behaves; what was not answered in time is Failed, with the cause. The server's
// restart and version are its answers', nothing is remembered here but the decoder's buffers.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/settings.h"
#include "core/http/http_client.h"
#include "core/schema/schema.h"
#include "exporter/decode.h"
#include "exporter/poll_result.h"

namespace mtxmon {

class MediaMtxClient {
 public:
  MediaMtxClient(HttpClient& http, const Clock& clock, NodeSettings node,
                 std::chrono::milliseconds poll_timeout);

  [[nodiscard]] PollResult poll(const std::stop_token& stop);

 private:
  // The body of a 200 answer; fills `endpoint` either way. 404 is Off, not an error.
  [[nodiscard]] Result<std::string> fetch(const std::string& route, SteadyTime deadline,
                                          const std::stop_token& stop, Endpoint& endpoint);
  template <typename Item, typename Decode>
  [[nodiscard]] ListResult<Item> fetch_list(std::string_view route, SteadyTime deadline,
                                            const std::stop_token& stop, Decode decode);

  HttpClient& http_;
  const Clock& clock_;
  const NodeSettings node_;
  const std::chrono::milliseconds poll_timeout_;
  Decoder decoder_;
};

}  // namespace mtxmon
