#include "tests/simulator/tracks.h"

#include "tests/simulator/concat.h"

namespace mtxmon::sim {

std::string tracks_member(const Tracks& tracks) {
  std::string text = concat({R"("tracks":[")", tracks.video, "\""});
  if (!tracks.audio.empty()) text += concat({",\"", tracks.audio, "\""});
  return text + ']';
}

std::string tracks2_member(const Tracks& tracks) {
  std::string text =
      concat({R"("tracks2":[{"codec":")", tracks.video, R"(","codecProps":{"width":)",
              std::to_string(tracks.width), R"(,"height":)", std::to_string(tracks.height),
              R"(,"profile":")", tracks.profile, R"(","level":")", tracks.level, "\"}}"});
  if (!tracks.audio.empty()) {
    text +=
        concat({R"(,{"codec":")", tracks.audio, R"(","codecProps":{)", tracks.audio_props, "}}"});
  }
  return text + ']';
}

}  // namespace mtxmon::sim
