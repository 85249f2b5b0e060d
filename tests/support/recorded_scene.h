// RecordedScene: the answers of a real MediaMTX, poll after poll, from tests/fixtures/mediamtx (its
// README says how they were recorded).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "exporter/decode.h"
#include "exporter/poll_result.h"

namespace mtxmon {

struct RecordedAnswer {
  long status = 0;
  std::string body;
};

struct RecordedPoll {
  double seconds = 0;                             // since the recording began
  std::map<std::string, RecordedAnswer> answers;  // by route after "/v3/": "paths/list"
};

// `file` below tests/fixtures/mediamtx: "v1.20.1/event-origin.jsonl". Ends the program when it is
// not readable.
[[nodiscard]] std::vector<RecordedPoll> load_recording(const std::string& file);

// What MediaMtxClient makes of these answers when they arrive at once; polled at kRecordingStart +
// seconds.
[[nodiscard]] PollResult to_poll_result(Decoder& decoder, const RecordedPoll& poll);

// 2026-11-22T12:00:00Z, on both clocks.
inline constexpr WallTime kRecordingStart{Milliseconds(1795348800000)};

}  // namespace mtxmon
