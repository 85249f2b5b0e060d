#include "exporter/diagnosis/codec_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> not_carried(std::string_view protocol,
                                     const std::vector<std::string>& codecs) {
  std::vector<Track> tracks;
  for (const std::string& codec : codecs) tracks.emplace_back().codec = codec;
  std::vector<std::string> names;
  for (const Track* track : tracks_not_carried(protocol, tracks)) names.push_back(track->codec);
  return names;
}

TEST(CodecSupport, WebrtcCarriesNoAac) {
  EXPECT_THAT(not_carried("webrtc", {"H264", "MPEG-4 Audio"}), ElementsAre("MPEG-4 Audio"));
  EXPECT_THAT(not_carried("webrtc", {"H264", "MPEG-4 Audio LATM"}),
              ElementsAre("MPEG-4 Audio LATM"));
  EXPECT_THAT(not_carried("webrtc", {"H264", "Opus"}), IsEmpty());
}

TEST(CodecSupport, HlsCarriesAacButNoVp8) {
  EXPECT_THAT(not_carried("hls", {"H264", "MPEG-4 Audio"}), IsEmpty());
  EXPECT_THAT(not_carried("hls", {"VP8", "Opus"}), ElementsAre("VP8"));
}

TEST(CodecSupport, SrtCarriesNoVp9) {
  EXPECT_THAT(not_carried("srt", {"VP9", "Opus"}), ElementsAre("VP9"));
  EXPECT_THAT(not_carried("srt", {"H264", "AC3"}), IsEmpty());
}

TEST(CodecSupport, RtmpIsTheSameWithAndWithoutTls) {
  EXPECT_THAT(not_carried("rtmp", {"VP8", "G722"}), ElementsAre("VP8", "G722"));
  EXPECT_THAT(not_carried("rtmps", {"VP8", "G722"}), ElementsAre("VP8", "G722"));
}

TEST(CodecSupport, RtspAndUnknownProtocolsAreNotJudged) {
  EXPECT_THAT(not_carried("rtsp", {"M-JPEG", "Speex"}), IsEmpty());
  EXPECT_THAT(not_carried("carrier pigeon", {"H264"}), IsEmpty());
}

TEST(CodecSupport, CodecsOfTheFutureAreNotJudged) {
  EXPECT_THAT(not_carried("webrtc", {"H266", "KLV"}), IsEmpty());
}

TEST(CodecSupport, TracksAreVideoOrAudioOrNeither) {
  EXPECT_EQ(track_kind("H265"), TrackKind::Video);
  EXPECT_EQ(track_kind("MPEG-4 Audio"), TrackKind::Audio);
  EXPECT_EQ(track_kind("KLV"), TrackKind::Other);
}

TEST(CodecSupport, PeopleKnowMpeg4AudioAsAac) {
  EXPECT_EQ(codec_text("MPEG-4 Audio"), "MPEG-4 Audio (AAC)");
  EXPECT_EQ(codec_text("Opus"), "Opus");
}

}  // namespace
}  // namespace mtxmon
