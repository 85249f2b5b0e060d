#include "exporter/event_detector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum StreamState;

constexpr WallTime kStart{Milliseconds(1795348800000)};

class EventDetectorTest : public testing::Test {
 protected:
  EventDetectorTest() {
    now_.up = true;
    now_.server_started = kStart - std::chrono::hours(1);
    now_.server_version = "v1.20.1";
  }
  void stream(const std::string& name, StreamState state, const std::string& publisher = "p1") {
    for (Stream& known : now_.streams) {
      if (known.name != name) continue;
      if (known.state != state) known.since = next_poll();
      known.state = state;
      known.source = Source{{"srt", PeerKind::Session}, publisher};
      return;
    }
    Stream& added = now_.streams.emplace_back();
    added.name = name;
    added.state = state;
    added.since = next_poll();
    added.source = Source{{"srt", PeerKind::Session}, publisher};
  }
  Connection& reader(const std::string& id, const std::string& stream_name = "cam") {
    Connection& added = now_.connections.emplace_back();
    added.id = id;
    added.protocol = "webrtc";
    added.role = Role::Reader;
    added.stream = stream_name;
    return added;
  }
  [[nodiscard]] WallTime next_poll() const {
    return kStart + Milliseconds(static_cast<long long>((at_ + 2) * 1000));
  }
  const std::vector<Event>& poll(double seconds = 2) {
    at_ += seconds;
    now_.polled_at = kStart + Milliseconds(static_cast<long long>(at_ * 1000));
    events_ = detector_.update(now_);
    return events_;
  }
  std::vector<std::string> types(double seconds = 2) {
    std::vector<std::string> out;
    for (const Event& event : poll(seconds)) out.push_back(event.type);
    return out;
  }

  Snapshot now_;
  EventDetector detector_;
  std::vector<Event> events_;
  double at_ = 0;
};

TEST_F(EventDetectorTest, TheFirstLookIsABaseline) {
  stream("cam", Live);
  reader("r1");
  EXPECT_THAT(types(), IsEmpty());
  EXPECT_THAT(types(), IsEmpty());
}

TEST_F(EventDetectorTest, AStreamsLife) {
  (void)poll();
  stream("cam", Live);
  EXPECT_THAT(types(), ElementsAre("stream_up"));
  EXPECT_EQ(events_[0].stream, "cam");
  EXPECT_EQ(events_[0].time, now_.polled_at);
  EXPECT_FALSE(events_[0].id.empty());
  stream("cam", Stalled);
  EXPECT_THAT(types(40), ElementsAre("stream_stalled"));
  EXPECT_EQ(events_[0].severity, Severity::Critical);
  stream("cam", Live);
  EXPECT_THAT(types(40), ElementsAre("stream_recovered"));
  stream("cam", Live, "p2");
  EXPECT_THAT(types(40), ElementsAre("publisher_changed"));
  EXPECT_EQ(events_[0].connection, "p2");
  stream("cam", Gone, "p2");
  EXPECT_THAT(types(61), ElementsAre("stream_gone"));
  EXPECT_THAT(types(), IsEmpty());
}

TEST_F(EventDetectorTest, ASlateIsSaid) {
  stream("always", Live);
  (void)poll();
  stream("always", Standby);
  EXPECT_THAT(types(), ElementsAre("stream_on_slate"));
  stream("always", Live);
  EXPECT_THAT(types(), ElementsAre("stream_up"));
}

TEST_F(EventDetectorTest, PathsThatOnlyWaitAreNoNews) {
  (void)poll();
  stream("camera", Offline);
  stream("on-demand", Idle);
  stream("new", Starting);
  EXPECT_THAT(types(), IsEmpty());
}

TEST_F(EventDetectorTest, AnOutageOfTheApiIsOneEventNotOnePerStream) {
  stream("a", Live);
  stream("b", Live);
  reader("r1", "a");
  (void)poll();
  now_.up = false;
  now_.error = "connection refused";
  EXPECT_THAT(types(), ElementsAre("api_down"));
  EXPECT_EQ(events_[0].text, "connection refused");
  now_.connections.clear();
  stream("a", Unknown);
  stream("b", Unknown);
  EXPECT_THAT(types(), IsEmpty());
  now_.up = true;
  stream("a", Live);
  stream("b", Live);
  reader("r1", "a");
  EXPECT_THAT(types(), ElementsAre("api_up"));
}

TEST_F(EventDetectorTest, ARestartOfTheServerIsSaidOnce) {
  stream("a", Live, "p1");
  stream("b", Live, "p2");
  (void)poll();
  now_.server_started = kStart;
  stream("a", Live, "p3");
  stream("b", Gone);
  EXPECT_THAT(types(), ElementsAre("server_restarted", "stream_gone")) << "a is back already";
}

TEST_F(EventDetectorTest, ListsAndProtocols) {
  now_.endpoints["srtconns"] = {EndpointState::Ok, 200, {}, ""};
  (void)poll();
  now_.endpoints["srtconns"] = {EndpointState::Failed, 500, {}, "terminated"};
  EXPECT_THAT(types(), ElementsAre("list_failed"));
  EXPECT_EQ(events_[0].text, "srtconns: terminated");
  now_.endpoints["srtconns"] = {EndpointState::Ok, 200, {}, ""};
  EXPECT_THAT(types(), ElementsAre("list_recovered"));
  now_.endpoints["srtconns"] = {EndpointState::Off, 404, {}, ""};
  EXPECT_THAT(types(), ElementsAre("protocol_off"));
  now_.endpoints["srtconns"].state = EndpointState::Unknown;
  EXPECT_THAT(types(), IsEmpty());
  now_.endpoints["srtconns"] = {EndpointState::Ok, 200, {}, ""};
  EXPECT_THAT(types(), ElementsAre("protocol_on"));
}

TEST_F(EventDetectorTest, ReadersComeAndGo) {
  stream("cam", Live);
  (void)poll();
  reader("r1");
  reader("r2").established = false;
  EXPECT_THAT(types(), ElementsAre("reader_joined"));
  EXPECT_TRUE(events_[0].of_reader);
  EXPECT_EQ(events_[0].connection, "r1");
  now_.connections.clear();
  EXPECT_THAT(types(), ElementsAre("reader_left")) << "r2 never was one";
  EXPECT_EQ(events_[0].stream, "cam");
}

TEST_F(EventDetectorTest, AnEstablishedSessionJoinsWhenItIs) {
  (void)poll();
  Connection& session = reader("r1");
  session.established = false;
  EXPECT_THAT(types(), IsEmpty());
  now_.connections[0].established = true;
  EXPECT_THAT(types(), ElementsAre("reader_joined"));
}

TEST_F(EventDetectorTest, APublisherThatFlapsIsOneEventThatGrows) {
  stream("cam", Live);
  (void)poll();
  std::vector<Event> all;
  for (int i = 0; i < 50; ++i) {
    stream("cam", i % 2 == 0 ? Gone : Live);
    for (const Event& event : poll(3)) all.push_back(event);
  }
  std::set<std::string> ids;
  for (const Event& event : all) ids.insert(event.id);
  EXPECT_EQ(all.size(), 50U);
  EXPECT_EQ(ids.size(), EventDetector::kFlapChanges);
  EXPECT_EQ(all.back().type, "stream_flapping");
  EXPECT_EQ(all.back().count, 50U);
  EXPECT_TRUE(all[2].replaces.empty());
  for (std::size_t i = EventDetector::kFlapChanges; i < all.size(); ++i) {
    const auto before = all[i - 1].time.time_since_epoch().count();
    EXPECT_EQ(all[i].replaces, std::to_string(before) + "-0") << "one entry, not fifty";
  }
  EXPECT_EQ(all.back().first_time, all[EventDetector::kFlapChanges - 1].time);
  EXPECT_THAT(types(120), IsEmpty());
  stream("cam", Gone);
  EXPECT_THAT(types(), ElementsAre("stream_gone")) << "quiet for a minute: it counts anew";
}

TEST_F(EventDetectorTest, ARestartOfTheMonitorMakesNoFalseEvents) {
  stream("cam", Live);
  stream("old", Gone);
  reader("r1");
  reader("r2");
  detector_.restore(now_.streams, now_.connections, true, now_.server_started);
  EXPECT_THAT(types(), IsEmpty());
}

TEST_F(EventDetectorTest, WhatChangedWhileTheMonitorWasAwayIsSaid) {
  stream("cam", Live);
  reader("r1");
  detector_.restore(now_.streams, now_.connections, true, now_.server_started);
  stream("cam", Gone);
  now_.connections.clear();
  EXPECT_THAT(types(), ElementsAre("stream_gone", "reader_left"));
}

TEST_F(EventDetectorTest, IdsStayUniqueWhenTheClockGoesBack) {
  (void)poll();
  std::set<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    reader("r" + std::to_string(i));
    for (const Event& event : poll(-10)) EXPECT_TRUE(ids.insert(event.id).second) << event.id;
  }
  EXPECT_EQ(ids.size(), 3U);
}

TEST_F(EventDetectorTest, OnlyAStreamThatWasNeededIsAWarningWhenItGoes) {
  stream("cam", Live);
  stream("show", Live);
  (void)poll();
  stream("cam", Gone);
  stream("show", Gone);
  Reason needed;
  needed.code = ReasonCode::StreamGone;
  needed.severity = Severity::Warning;
  needed.text = "Gone, while 3 readers read it.";
  now_.streams[0].reasons = {needed};
  EXPECT_THAT(types(), ElementsAre("stream_gone", "stream_gone"));
  EXPECT_EQ(events_[0].severity, Severity::Warning);
  EXPECT_EQ(events_[0].text, needed.text);
  EXPECT_EQ(events_[1].severity, Severity::Info);
}

TEST_F(EventDetectorTest, AnExpectedStreamThatGoesIsMissingOnce) {
  stream("cam", Live);
  (void)poll();
  stream("cam", Missing);
  EXPECT_THAT(types(), ElementsAre("stream_missing"));
  EXPECT_EQ(events_[0].severity, Severity::Critical);
  stream("cam", Starting);
  EXPECT_THAT(types(), IsEmpty());
  stream("cam", Missing);
  EXPECT_THAT(types(), IsEmpty()) << "it never came back";
  stream("cam", Live);
  EXPECT_THAT(types(), ElementsAre("stream_up"));
  EXPECT_EQ(events_[0].duration_seconds, 6);
  EXPECT_EQ(events_[0].text, "Live by srt, after 6 s.");
  stream("cam", Missing);
  EXPECT_THAT(types(), ElementsAre("stream_missing"));
}

TEST_F(EventDetectorTest, APathThatStaysIsDownNotGone) {
  stream("camera", Live);
  stream("on-demand", Live);
  (void)poll();
  stream("camera", Offline);
  stream("on-demand", Idle);
  EXPECT_THAT(types(), ElementsAre("stream_down", "stream_down"));
  EXPECT_EQ(events_[0].severity, Severity::Warning);
  EXPECT_EQ(events_[1].severity, Severity::Info) << "nobody asks";
}

TEST_F(EventDetectorTest, AnEndSaysHowLongItLasted) {
  stream("cam", Live);
  (void)poll();
  EXPECT_TRUE(events_.empty());
  stream("cam", Stalled);
  (void)poll();
  stream("cam", Live);
  EXPECT_THAT(types(10), ElementsAre("stream_recovered"));
  EXPECT_EQ(events_[0].duration_seconds, 10);
  stream("cam", Stalled);
  (void)poll();
  stream("cam", Gone);
  EXPECT_THAT(types(10), ElementsAre("stream_gone"));
  EXPECT_EQ(events_[0].text, "Gone, after a stall.");
  stream("cam", Live);
  EXPECT_THAT(types(20), ElementsAre("stream_up"));
  EXPECT_EQ(events_[0].duration_seconds, 30) << "viewers have had nothing since the stall";
  stream("new", Live);
  EXPECT_THAT(types(), ElementsAre("stream_up"));
  EXPECT_FALSE(events_[0].duration_seconds) << "it was never down";
  now_.up = false;
  now_.down_since = next_poll();
  (void)poll();
  now_.up = true;
  EXPECT_THAT(types(30), ElementsAre("api_up"));
  EXPECT_EQ(events_[0].duration_seconds, 30);
}

TEST_F(EventDetectorTest, AfterARestartOfTheMonitorEndsSayHowLongItLasted) {
  stream("gone", Gone);
  stream("missing", Missing);
  stream("stalled", Stalled);
  stream("never-there", Offline);
  detector_.restore(now_.streams, now_.connections, true, now_.server_started);
  EXPECT_THAT(types(2), IsEmpty());
  for (const char* name : {"gone", "missing", "stalled", "never-there"}) stream(name, Live);
  EXPECT_THAT(types(8), ElementsAre("stream_up", "stream_up", "stream_recovered", "stream_up"));
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(events_[static_cast<std::size_t>(i)].duration_seconds, 8) << i;
  EXPECT_FALSE(events_[3].duration_seconds);
}

}  // namespace
}  // namespace mtxmon
