// What entries for single streams change; the rest is in node_tracker_test.cpp.
#include "exporter/stream_tracker.h"

#include <gtest/gtest.h>

#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {
namespace {

StreamEntry entry(const std::string& match) {
  StreamEntry entry;
  entry.match = match;
  return entry;
}

class StreamTrackerTest : public testing::Test {
 protected:
  static SteadyTime at(double seconds) { return good_poll(seconds, {}).finished_at; }

  static void update(StreamTracker& tracker, double seconds, const std::vector<PathItem>& items,
                     const PathNames& publishing = {}) {
    const PollResult poll = good_poll(seconds, {});
    tracker.update(items, publishing, poll.paths.answered_at, poll.polled_at);
  }
  static StreamState state(const StreamTracker& tracker, const std::string& name) {
    return tracker.streams().at(name).shown.state;
  }

  StreamRules rules_;
};

TEST_F(StreamTrackerTest, AStreamMayHaveItsOwnTimeToStall) {
  rules_.entries = {entry("slow/*"), entry("quick")};
  rules_.entries[0].stall_after = std::chrono::seconds(60);
  rules_.entries[1].stall_after = std::chrono::seconds(2);
  StreamTracker tracker("local", rules_);
  const auto poll = [&](double seconds) {
    update(tracker, seconds,
           {path({.name = "slow/cam"}), path({.name = "quick"}), path({.name = "cam"})});
  };
  for (const double seconds : {0.0, 2.0, 4.0}) poll(seconds);
  EXPECT_EQ(state(tracker, "quick"), StreamState::Stalled) << "the two polls are still needed";
  EXPECT_EQ(state(tracker, "cam"), StreamState::Live);
  poll(6);
  EXPECT_EQ(state(tracker, "cam"), StreamState::Stalled);
  poll(58);
  EXPECT_EQ(state(tracker, "slow/cam"), StreamState::Live);
  poll(60);
  EXPECT_EQ(state(tracker, "slow/cam"), StreamState::Stalled);
}

TEST_F(StreamTrackerTest, ThresholdsOfAStreamAreItsOwn) {
  rules_.health.starting_for = std::chrono::seconds(4);
  rules_.entries = {entry("patient")};
  rules_.entries[0].health = {{"health.starting-for", "1m"}};
  StreamTracker tracker("local", rules_);
  for (const double seconds : {0.0, 4.0}) update(tracker, seconds, {}, {"patient", "usual"});
  EXPECT_EQ(state(tracker, "patient"), StreamState::Starting);
  EXPECT_EQ(state(tracker, "usual"), StreamState::Offline);
  EXPECT_EQ(tracker.streams().at("patient").health.starting_for, std::chrono::seconds(60));
  EXPECT_EQ(tracker.streams().at("usual").health, rules_.health);
}

TEST_F(StreamTrackerTest, TheOperatorsWordsAreOnTheStreamFromTheFirstSightToTheEnd) {
  rules_.entries = {entry("*"), entry("cam")};
  rules_.entries[0].player_url = "https://play.example/{path}";
  rules_.entries[1].node = "local";
  rules_.entries[1].title = "Front";
  rules_.entries[1].contact = "desk";
  StreamTracker tracker("local", rules_);
  const auto expect_words = [&] {
    const Stream& shown = tracker.streams().at("cam").shown;
    EXPECT_EQ(shown.title, "Front");
    EXPECT_EQ(shown.contact, "desk");
    EXPECT_EQ(shown.player_url, "https://play.example/cam");
  };
  update(tracker, 0, {path({.name = "cam"}), path({.name = "a b/c"})});
  expect_words();
  EXPECT_EQ(tracker.streams().at("a b/c").shown.title, "");
  EXPECT_EQ(tracker.streams().at("a b/c").shown.player_url, "https://play.example/a%20b/c");
  update(tracker, 2, {});
  ASSERT_EQ(state(tracker, "cam"), StreamState::Gone);
  expect_words();

  StreamTracker elsewhere("venue-b", rules_);
  update(elsewhere, 0, {path({.name = "cam"})});
  EXPECT_EQ(elsewhere.streams().at("cam").shown.title, "") << "the entry is for another node";
}

// What the configuration says now counts, not what was stored when it said something else.
TEST_F(StreamTrackerTest, ARestoredStreamHasTheWordsOfToday) {
  rules_.entries = {entry("gone")};
  rules_.entries[0].title = "New title";
  StreamTracker tracker("local", rules_);
  Stream gone;
  gone.name = "gone";
  gone.state = StreamState::Gone;
  gone.since = kStart;
  gone.title = "Old title";
  gone.contact = "old contact";
  tracker.restore({gone}, at(0), kStart);
  EXPECT_EQ(tracker.streams().at("gone").shown.title, "New title");
  EXPECT_EQ(tracker.streams().at("gone").shown.contact, "");
  update(tracker, 2, {});
  EXPECT_EQ(tracker.streams().at("gone").shown.title, "New title");
}

TEST_F(StreamTrackerTest, ASlateWhereAPublisherIsExpectedIsAWarning) {
  rules_.entries = {entry("main")};
  rules_.entries[0].expected = true;
  StreamTracker tracker("local", rules_);
  update(tracker, 0, {path({.name = "main", .online = false, .source = std::nullopt})});
  const Reason& reason = tracker.streams().at("main").shown.reasons.at(0);
  EXPECT_EQ(reason.severity, Severity::Warning);
  EXPECT_EQ(reason.text, "The slate plays, no publisher was seen, though one is expected.");
}

TEST_F(StreamTrackerTest, ARestartForgetsNotThatThereWasAPublisher) {
  const auto restored = [&](std::vector<Reason> reasons, StreamState state = StreamState::Standby) {
    Stream slate;
    slate.name = "main";
    slate.state = state;
    slate.since = kStart;
    slate.available_since = kStart + std::chrono::seconds(1);
    slate.reasons = std::move(reasons);
    StreamTracker tracker("local", rules_);
    tracker.restore({slate}, at(0), kStart);
    update(tracker, 2, {path({.name = "main", .online = false, .source = std::nullopt})});
    return tracker.streams().at("main").shown.reasons.at(0).severity;
  };
  Reason reason;
  reason.code = ReasonCode::SlatePlaying;
  reason.severity = Severity::Warning;
  EXPECT_EQ(restored({reason}), Severity::Warning);
  reason.severity = Severity::Info;
  EXPECT_EQ(restored({reason}), Severity::Info);
  EXPECT_EQ(restored({}, StreamState::Live), Severity::Info) << "it was unknown, and has no source";
}

}  // namespace
}  // namespace mtxmon
