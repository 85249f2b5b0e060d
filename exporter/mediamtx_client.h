// MediaMtxClient: one poll of one MediaMTX server: its state, all its lists, now and then its
// configuration, recordings, forward destinations and static sources.
//
// Owned and used by one poller thread. Only ever sends GET. A poll is bounded by its own limit
// however the server behaves. It remembers which routes this release has, which lists are off or
// hung and whether it was refused, so that a server is not asked in vain every two seconds.
#pragma once

#include <chrono>
#include <stop_token>

#include "exporter/poll_round.h"

namespace mtxmon {

class MediaMtxClient {
 public:
  MediaMtxClient(HttpClient& http, const Clock& clock, NodeSettings node,
                 std::chrono::milliseconds poll_timeout, DecodeRules rules = {});

  [[nodiscard]] PollResult poll(const std::stop_token& stop);

 private:
  void note_server(const PollResult& poll);

  HttpClient& http_;
  const Clock& clock_;
  const NodeSettings node_;
  const std::chrono::milliseconds poll_timeout_;
  Decoder decoder_;
  ApiMemory memory_;
};

}  // namespace mtxmon
