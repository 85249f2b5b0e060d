#include "exporter/diagnosis/codec_support.h"

#include <algorithm>
#include <span>

namespace mtxmon {
namespace {

constexpr std::string_view kVideo[] = {
    "AV1", "VP9", "VP8", "H265", "H264", "MPEG-4 Video", "MPEG-1/2 Video", "M-JPEG"};
constexpr std::string_view kAudio[] = {
    "Opus", "FLAC", "Vorbis", "MPEG-4 Audio", "MPEG-4 Audio LATM", "MPEG-1/2 Audio", "AC3", "Speex",
    "G726", "G722", "G711",   "LPCM"};

constexpr std::string_view kWebrtcCarries[] = {"AV1",  "VP9",  "VP8",  "H265", "H264",
                                               "Opus", "G722", "G711", "LPCM"};
constexpr std::string_view kHlsCarries[] = {"AV1",  "VP9",  "H265",         "H264",
                                            "Opus", "FLAC", "MPEG-4 Audio", "MPEG-4 Audio LATM"};
constexpr std::string_view kSrtCarries[] = {
    "H265", "H264",         "MPEG-4 Video",      "MPEG-1/2 Video",
    "Opus", "MPEG-4 Audio", "MPEG-4 Audio LATM", "MPEG-1/2 Audio",
    "AC3"};
constexpr std::string_view kRtmpCarries[] = {"AV1",
                                             "VP9",
                                             "H265",
                                             "H264",
                                             "Opus",
                                             "FLAC",
                                             "MPEG-4 Audio",
                                             "MPEG-4 Audio LATM",
                                             "MPEG-1/2 Audio",
                                             "AC3",
                                             "G711",
                                             "LPCM"};
constexpr std::string_view kMoqCarries[] = {"AV1",  "VP9",  "VP8",          "H265", "H264",
                                            "Opus", "FLAC", "MPEG-4 Audio", "G711", "LPCM"};

struct Carrier {
  std::string_view protocol;
  std::span<const std::string_view> carries;
};
constexpr Carrier kCarriers[] = {{"webrtc", kWebrtcCarries}, {"hls", kHlsCarries},
                                 {"srt", kSrtCarries},       {"rtmp", kRtmpCarries},
                                 {"rtmps", kRtmpCarries},    {"moq", kMoqCarries}};

bool names(std::span<const std::string_view> list, std::string_view codec) {
  return std::ranges::find(list, codec) != list.end();
}

}  // namespace

TrackKind track_kind(std::string_view codec) {
  if (names(kVideo, codec)) return TrackKind::Video;
  return names(kAudio, codec) ? TrackKind::Audio : TrackKind::Other;
}

std::vector<const Track*> tracks_not_carried(std::string_view protocol,
                                             const std::vector<Track>& tracks) {
  std::vector<const Track*> missing;
  const auto* carrier = std::ranges::find(kCarriers, protocol, &Carrier::protocol);
  if (carrier == std::end(kCarriers)) return missing;
  for (const Track& track : tracks) {
    if (track_kind(track.codec) != TrackKind::Other && !names(carrier->carries, track.codec))
      missing.push_back(&track);
  }
  return missing;
}

std::string codec_text(std::string_view codec) {
  if (codec == "MPEG-4 Audio" || codec == "MPEG-4 Audio LATM") return std::string(codec) + " (AAC)";
  return std::string(codec);
}

}  // namespace mtxmon
