#include "core/schema/peer_type.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

TEST(PeerType, KnowsEverySpellingOfMediaMtx) {
  const struct {
    const char* type;
    const char* protocol;
    PeerKind kind;
  } rows[] = {
      {"rtspSession", "rtsp", PeerKind::Session},
      {"rtspsSession", "rtsps", PeerKind::Session},
      {"rtmpConn", "rtmp", PeerKind::Session},
      {"rtmpsConn", "rtmps", PeerKind::Session},
      {"srtConn", "srt", PeerKind::Session},
      {"webRTCSession", "webrtc", PeerKind::Session},
      {"webrtcSession", "webrtc", PeerKind::Session},
      {"hlsSession", "hls", PeerKind::Session},
      {"hlsMuxer", "hls", PeerKind::Session},
      {"moqSession", "moq", PeerKind::Session},
      {"rpiCameraSecondary", "rpicamera", PeerKind::Session},
      {"rtspSource", "rtsp", PeerKind::Static},
      {"rtmpSource", "rtmp", PeerKind::Static},
      {"hlsSource", "hls", PeerKind::Static},
      {"srtSource", "srt", PeerKind::Static},
      {"webRTCSource", "webrtc", PeerKind::Static},
      {"webrtcSource", "webrtc", PeerKind::Static},
      {"udpSource", "mpegts", PeerKind::Static},
      {"mpegtsSource", "mpegts", PeerKind::Static},
      {"rtpSource", "rtp", PeerKind::Static},
      {"moqSource", "moq", PeerKind::Static},
      {"rpiCameraSource", "rpicamera", PeerKind::Static},
      {"redirect", "redirect", PeerKind::Redirect},
  };
  for (const auto& row : rows) {
    const PeerType type = peer_type(row.type);
    EXPECT_EQ(type.protocol, row.protocol) << row.type;
    EXPECT_EQ(type.kind, row.kind) << row.type;
  }
}

TEST(PeerType, AFutureTypeKeepsItsName) {
  EXPECT_EQ(peer_type("quicConn").protocol, "quicconn");
  EXPECT_EQ(peer_type("quicConn").kind, PeerKind::Session);
  EXPECT_EQ(peer_type("quicSource").protocol, "quicsource");
  EXPECT_EQ(peer_type("quicSource").kind, PeerKind::Static);
  EXPECT_EQ(peer_type("").protocol, "");
}

TEST(PeerType, BearsHostileNames) {
  EXPECT_EQ(peer_type(std::string(10'000, 'A')).protocol, std::string(64, 'a'));
  EXPECT_EQ(peer_type("\xC3\x9C\n").protocol, "\xC3\x9C\n");
}

TEST(PeerType, KindsHaveWords) {
  EXPECT_EQ(peer_kind_word(PeerKind::Session), "session");
  EXPECT_EQ(peer_kind_word(PeerKind::Static), "static");
  EXPECT_EQ(peer_kind_word(PeerKind::Redirect), "redirect");
}

}  // namespace
}  // namespace mtxmon
