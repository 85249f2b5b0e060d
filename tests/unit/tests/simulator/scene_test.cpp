#include "tests/simulator/scene.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/simulator/items.h"

namespace mtxmon::sim {
namespace {

const WallTime kOrigin{Milliseconds(1'795'000'000'000)};

Scene make_scene(std::size_t streams = 4, bool lively = false) {
  return Scene({.streams = streams, .readers = 2, .seed = 7, .lively = lively}, kOrigin);
}

std::string everything(const Scene& scene) {
  JsonText json;
  json.open_object();
  scene.write_state(json);
  json.open_array("items");
  for (const Stream& stream : scene.streams()) {
    write_path(json, stream, scene.shape(), scene.now());
    for (const Session& reader : stream.readers)
      write_srt_connection(json, stream, reader, scene.shape(), scene.now());
  }
  return std::move(json).take();
}

TEST(Scene, IsTheSameForOneSeedHoweverOftenSomebodyLooks) {
  Scene often = make_scene(20, true);
  Scene rarely = make_scene(20, true);
  for (int half = 0; half < 600; ++half) often.advance(half * 0.5);
  often.advance(300.0);
  rarely.advance(300.0);
  EXPECT_EQ(everything(often), everything(rarely));
  Scene other({.streams = 20, .readers = 2, .seed = 8, .lively = true}, kOrigin);
  other.advance(300.0);
  EXPECT_NE(everything(other), everything(rarely));
}

TEST(Scene, ALivelySceneHasAnIncidentEveryFewSeconds) {
  Scene scene = make_scene(20, true);
  const std::uint64_t before = scene.revision();
  scene.advance(300.0);
  EXPECT_GE(scene.revision() - before, 15U);
}

TEST(Scene, InboundBytesGrowAtTheRateTheTruthTells) {
  Scene scene = make_scene();
  const Stream& stream = *scene.find("event/main");
  scene.advance(100.0);
  const std::uint64_t at_100 = stream.inbound_bytes(100.0);
  const double rate = stream.bytes_per_second(100.5);
  scene.advance(101.0);
  EXPECT_NEAR(static_cast<double>(stream.inbound_bytes(101.0) - at_100), rate, 0.02 * rate);
  EXPECT_NEAR(static_cast<double>(at_100) / 100.0, stream.bits_per_second / 8.0,
              0.2 * stream.bits_per_second / 8.0);
}

TEST(Scene, AStalledPublisherIsDroppedAfterTheReadTimeoutAndItsWildcardPathVanishes) {
  Scene scene = make_scene();
  const Stream& stream = *scene.find("cam/0001");
  ASSERT_TRUE(scene.apply({Action::PublisherStall, "cam/0001"}, 20.0).ok());
  const std::uint64_t bytes = stream.inbound_bytes(20.0);
  scene.advance(29.9);
  EXPECT_TRUE(stream.available());
  EXPECT_EQ(stream.inbound_bytes(29.9), bytes);
  scene.advance(30.0);
  EXPECT_FALSE(stream.available());
  EXPECT_FALSE(stream.listed());
  EXPECT_TRUE(stream.readers.empty());
}

TEST(Scene, AResumedPublisherSendsItsBacklogAtOnce) {
  Scene scene = make_scene();
  const Stream& stream = *scene.find("event/main");
  const double expected = stream.media_bytes(40.0);
  ASSERT_TRUE(scene.apply({Action::PublisherStall, "event/main"}, 20.0).ok());
  ASSERT_TRUE(scene.apply({Action::PublisherResume, "event/main"}, 27.0).ok());
  EXPECT_NEAR(static_cast<double>(stream.inbound_bytes(28.0)), stream.media_bytes(28.0), 2.0);
  scene.advance(40.0);
  EXPECT_TRUE(stream.available());
  EXPECT_NEAR(static_cast<double>(stream.inbound_bytes(40.0)), expected, 2.0);
}

TEST(Scene, AReconnectBringsNewIdsAndNewCountersForAll) {
  Scene scene = make_scene();
  const Stream& stream = *scene.find("event/main");
  scene.advance(50.0);
  const Session publisher = *stream.publisher;
  const std::vector<Session> readers = stream.readers;
  const std::string available = stream.available_time;
  ASSERT_TRUE(scene.apply({Action::PublisherReconnect, "event/main"}, 50.0).ok());
  EXPECT_NE(stream.publisher->id, publisher.id);
  EXPECT_NE(stream.available_time, available);
  ASSERT_EQ(stream.readers.size(), readers.size());
  for (std::size_t i = 0; i < readers.size(); ++i) EXPECT_NE(stream.readers[i].id, readers[i].id);
  EXPECT_EQ(stream.inbound_bytes(50.0), 0U);
  EXPECT_EQ(stream.outbound_bytes(50.0), 0U);
}

TEST(Scene, OutboundBytesOfReadersThatLeftStay) {
  Scene scene = make_scene();
  const Stream& stream = *scene.find("event/main");
  scene.advance(30.0);
  const std::uint64_t before = stream.outbound_bytes(30.0);
  ASSERT_TRUE(scene.apply({Action::ReaderRemove, "event/main"}, 30.0).ok());
  EXPECT_EQ(stream.readers.size(), 1U);
  EXPECT_EQ(stream.outbound_bytes(30.0), before);
}

TEST(Scene, AFrozenSrtReaderStopsAnsweringThenReceivingThenEnds) {
  Scene scene = make_scene();
  const Stream& stream = *scene.find("event/main");
  SceneCommand add(Action::ReaderAdd, "event/main");
  add.protocol = Protocol::Srt;
  ASSERT_TRUE(scene.apply(add, 10.0).ok());
  const Session& reader = stream.readers.back();
  SceneCommand freeze(Action::ReaderFreeze, "event/main");
  freeze.protocol = Protocol::Srt;
  while (!reader.frozen_at) ASSERT_TRUE(scene.apply(freeze, 20.0).ok());
  EXPECT_DOUBLE_EQ(reader.answering_until(25.0), 20.0);
  EXPECT_GT(stream.session_bytes(reader, 27.0), stream.session_bytes(reader, 21.0));
  EXPECT_DOUBLE_EQ(stream.session_bytes(reader, 28.5), stream.session_bytes(reader, 28.0));
  const std::string id = reader.id;
  scene.advance(30.0);
  for (const Session& left : stream.readers) EXPECT_NE(left.id, id);
}

TEST(Scene, ARestartMakesEverythingNew) {
  Scene scene = make_scene();
  scene.advance(60.0);
  const std::string started = scene.started();
  const std::string id = scene.find("event/main")->publisher->id;
  ASSERT_TRUE(scene.apply({}, 60.0).ok());
  EXPECT_NE(scene.started(), started);
  EXPECT_NE(scene.find("event/main")->publisher->id, id);
  for (const Stream& stream : scene.streams())
    EXPECT_EQ(stream.inbound_bytes(60.0), 0U) << stream.name;
}

TEST(Scene, AnOnDemandStreamLivesWhileItHasReaders) {
  Scene scene = make_scene();
  const Stream& stream = *scene.find("cam/ondemand");
  EXPECT_FALSE(stream.available());
  ASSERT_TRUE(scene.apply({Action::ReaderAdd, "cam/ondemand"}, 5.0).ok());
  EXPECT_TRUE(stream.available());
  ASSERT_TRUE(scene.apply({Action::ReaderRemove, "cam/ondemand"}, 9.0).ok());
  scene.advance(18.9);
  EXPECT_TRUE(stream.available());
  scene.advance(19.0);
  EXPECT_FALSE(stream.available());
  EXPECT_TRUE(stream.listed());
}

TEST(Scene, AProtocolThatIsSwitchedOffTakesItsSessionsAlong) {
  Scene scene = make_scene();
  SceneCommand off;
  off.action = Action::ProtocolOff;
  off.protocol = Protocol::Srt;
  ASSERT_TRUE(scene.apply(off, 5.0).ok());
  EXPECT_FALSE(scene.enabled(Protocol::Srt));
  for (const Stream& stream : scene.streams()) {
    EXPECT_FALSE(stream.publisher && stream.publisher->protocol == Protocol::Srt) << stream.name;
    for (const Session& reader : stream.readers)
      EXPECT_NE(reader.protocol, Protocol::Srt) << stream.name;
  }
  off.action = Action::ProtocolOn;
  ASSERT_TRUE(scene.apply(off, 6.0).ok());
  EXPECT_TRUE(scene.find("event/main")->on_air);
  EXPECT_EQ(scene.find("cam/0001")->readers.size(), 2U);
}

TEST(Scene, AFlappingPublisherComesAndGoesUntilItIsSteady) {
  Scene scene = make_scene();
  const Stream& stream = *scene.find("cam/0001");
  ASSERT_TRUE(scene.apply({Action::PublisherFlap, "cam/0001"}, 10.0).ok());
  EXPECT_FALSE(stream.on_air);
  scene.advance(11.5);
  EXPECT_TRUE(stream.on_air);
  const std::string id = stream.publisher->id;
  scene.advance(13.5);
  EXPECT_FALSE(stream.on_air);
  scene.advance(14.5);
  ASSERT_TRUE(stream.on_air);
  EXPECT_NE(stream.publisher->id, id);
  EXPECT_FALSE(scene.apply({Action::PublisherFlap, "cam/0001"}, 14.6).ok());
  ASSERT_TRUE(scene.apply({Action::PublisherSteady, "cam/0001"}, 14.7).ok());
  const std::string last = stream.publisher->id;
  scene.advance(60.0);
  ASSERT_TRUE(stream.on_air);
  EXPECT_EQ(stream.publisher->id, last);
}

TEST(Scene, AReloadThatDropsSessionsIsNoRestart) {
  Scene scene = make_scene();
  scene.advance(60.0);
  const std::string started = scene.started();
  const std::string id = scene.find("event/main")->publisher->id;
  SceneCommand drop;
  drop.action = Action::DropSessions;
  ASSERT_TRUE(scene.apply(drop, 60.0).ok());
  EXPECT_EQ(scene.started(), started);
  EXPECT_NE(scene.find("event/main")->publisher->id, id);
  EXPECT_EQ(scene.find("event/main")->inbound_bytes(60.0), 0U);
}

TEST(Scene, ABrowserThatNeverGetsThroughTriesAgainAndAgain) {
  Scene scene = make_scene();
  ASSERT_TRUE(scene.apply({Action::AttemptsOn, "studio/trying"}, 1.0).ok());
  ASSERT_EQ(scene.attempts().size(), 1U);
  const Stream& attempt = scene.attempts().front();
  ASSERT_TRUE(attempt.publisher.has_value());
  EXPECT_FALSE(attempt.publisher->established);
  const std::string id = attempt.publisher->id;
  scene.advance(9.5);
  EXPECT_FALSE(attempt.publisher.has_value());
  scene.advance(11.5);
  ASSERT_TRUE(attempt.publisher.has_value());
  EXPECT_NE(attempt.publisher->id, id);
  EXPECT_EQ(scene.find("studio/trying"), nullptr);
  ASSERT_TRUE(scene.apply({Action::AttemptsOff, "studio/trying"}, 12.0).ok());
  scene.advance(30.0);
  EXPECT_TRUE(scene.attempts().empty());
}

// What `json` says about the first reader of this protocol after it hung for so long.
struct FrozenReader {
  Scene scene = make_scene();
  Protocol protocol;

  explicit FrozenReader(Protocol of) : protocol(of) {
    SceneCommand command(Action::ReaderAdd, "event/main");
    command.protocol = protocol;
    EXPECT_TRUE(scene.apply(command, 10.0).ok());
    command.action = Action::ReaderFreeze;
    while (!reader()->frozen_at) EXPECT_TRUE(scene.apply(command, 20.0).ok());
  }
  [[nodiscard]] const Session* reader() const {
    const Session* found = nullptr;
    for (const Session& session : stream().readers) {
      if (session.protocol == protocol) found = &session;
    }
    return found;
  }
  [[nodiscard]] const Stream& stream() const { return *scene.find("event/main"); }
  [[nodiscard]] std::uint64_t count(const std::string& member, double t) const {
    JsonText json;
    const Session& session = *reader();
    if (protocol == Protocol::Srt) write_srt_connection(json, stream(), session, scene.shape(), t);
    if (is_rtsp(protocol)) write_rtsp_session(json, stream(), session, scene.shape(), t);
    if (protocol == Protocol::Rtmp)
      write_rtmp_connection(json, stream(), session, scene.shape(), t);
    if (protocol == Protocol::WebRtc)
      write_webrtc_session(json, stream(), session, scene.shape(), t);
    if (protocol == Protocol::Hls) write_hls_session(json, stream(), session, t);
    if (protocol == Protocol::Moq) write_moq_session(json, stream(), session, scene.shape(), t);
    const std::string text = std::move(json).take();
    const std::string key = '"' + member + "\":";
    const std::size_t at = text.find(key);
    EXPECT_NE(at, std::string::npos) << member << " in " << text;
    return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + key.size(), nullptr, 10);
  }
  [[nodiscard]] bool grows(const std::string& member, double from, double to) const {
    return count(member, to) > count(member, from);
  }
};

TEST(Scene, WhatTellsOfAFrozenReaderDependsOnItsProtocol) {
  const FrozenReader srt(Protocol::Srt);
  EXPECT_TRUE(srt.grows("packetsReceivedACK", 18.0, 20.0));
  EXPECT_FALSE(srt.grows("packetsReceivedACK", 20.0, 22.0));
  EXPECT_TRUE(srt.grows("bytesSent", 20.0, 22.0));
  EXPECT_TRUE(srt.grows("msSendBuf", 20.0, 20.5));
  EXPECT_FALSE(srt.grows("msSendBuf", 23.0, 25.0));
  EXPECT_TRUE(srt.grows("packetsSendDrop", 23.0, 25.0));

  for (const Protocol protocol : {Protocol::WebRtc, Protocol::RtspUdp}) {
    const FrozenReader rtp(protocol);
    EXPECT_TRUE(rtp.grows("inboundRTCPPackets", 11.0, 20.0));
    EXPECT_FALSE(rtp.grows("inboundRTCPPackets", 20.0, 40.0));
    EXPECT_TRUE(rtp.grows("outboundBytes", 20.0, 40.0));
  }

  const FrozenReader rtsp(Protocol::Rtsp);
  const double full = 20.0 + rtsp.reader()->frozen_for_sending;
  EXPECT_TRUE(rtsp.grows("outboundBytes", 20.0, full));
  EXPECT_FALSE(rtsp.grows("outboundRTPPacketsDiscarded", 20.0, full));
  EXPECT_TRUE(rtsp.grows("outboundRTPPacketsDiscarded", full, full + 2.0));

  const FrozenReader rtmp(Protocol::Rtmp);
  EXPECT_TRUE(rtmp.grows("outboundBytes", 20.0, full));
  EXPECT_FALSE(rtmp.grows("outboundBytes", full, full + 2.0));
  EXPECT_TRUE(rtmp.grows("outboundFramesDiscarded", full, full + 2.0));

  EXPECT_FALSE(FrozenReader(Protocol::Hls).grows("outboundBytes", 20.0, 22.0));
  EXPECT_TRUE(FrozenReader(Protocol::Moq).grows("outboundBytes", 20.0, 21.0));
  EXPECT_FALSE(FrozenReader(Protocol::Moq).grows("outboundBytes", 21.0, 23.0));
}

TEST(Scene, OrdersThatMakeNoSenseAreErrors) {
  Scene scene = make_scene();
  EXPECT_THAT(scene.apply({Action::PublisherStop, "nobody"}, 1.0).error().message,
              testing::HasSubstr("nobody"));
  EXPECT_FALSE(scene.apply({Action::PublisherStart, "event/main"}, 1.0).ok());
  EXPECT_FALSE(scene.apply({Action::PublisherResume, "event/main"}, 1.0).ok());
  EXPECT_FALSE(scene.apply({Action::PublisherStart, "pull/dead"}, 1.0).ok());
}

TEST(Scene, AWrongClockShowsInWhatIsNewOnly) {
  Scene scene = make_scene();
  const std::string created = scene.find("event/main")->publisher->created;
  scene.set_clock_offset(-3600.0);
  EXPECT_EQ(scene.find("event/main")->publisher->created, created);
  ASSERT_TRUE(scene.apply({Action::PublisherReconnect, "event/main"}, 10.0).ok());
  EXPECT_LT(scene.find("event/main")->publisher->created, created);
}

}  // namespace
}  // namespace mtxmon::sim
