// Tracks: what a stream consists of, and how the API words it. Plain constants and pure functions.
#pragma once

#include <string>
#include <string_view>

namespace mtxmon::sim {

// One of video and at most one of audio.
struct Tracks {
  std::string_view video;
  int width = 0;
  int height = 0;
  std::string_view profile;
  std::string_view level;
  std::string_view audio{};        // empty: there is none
  std::string_view audio_props{};  // the members of its "codecProps"

  // What WebRTC cannot carry; everything else carries both AAC and Opus.
  [[nodiscard]] bool aac() const { return audio == "MPEG-4 Audio"; }
};

inline constexpr Tracks kH264Aac = {.video = "H264",
                                    .width = 1920,
                                    .height = 1080,
                                    .profile = "High",
                                    .level = "4",
                                    .audio = "MPEG-4 Audio",
                                    .audio_props = R"("sampleRate":48000,"channelCount":2)"};
inline constexpr Tracks kH264Opus = {.video = "H264",
                                     .width = 1280,
                                     .height = 720,
                                     .profile = "Baseline",
                                     .level = "3.1",
                                     .audio = "Opus",
                                     .audio_props = R"("channelCount":2)"};
inline constexpr Tracks kH265Opus = {.video = "H265",
                                     .width = 3840,
                                     .height = 2160,
                                     .profile = "Main",
                                     .level = "5.1",
                                     .audio = "Opus",
                                     .audio_props = R"("channelCount":2)"};
inline constexpr Tracks kH264Only = {
    .video = "H264", .width = 1920, .height = 1080, .profile = "Baseline", .level = "4"};

// The members "tracks" and "tracks2" of a path item.
[[nodiscard]] std::string tracks_member(const Tracks& tracks);
[[nodiscard]] std::string tracks2_member(const Tracks& tracks);

}  // namespace mtxmon::sim
