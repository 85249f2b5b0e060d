#include "tests/simulator/scene.h"

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
  for (double t = 0.0; t < 300.0; t += 0.5) often.advance(t);
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
