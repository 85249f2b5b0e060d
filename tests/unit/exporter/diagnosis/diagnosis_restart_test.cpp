// What the diagnosis keeps when the exporter is started again, or another one takes over.
#include "tests/unit/exporter/diagnosis/diagnosis_fixture.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DiagnosisTest, ARestoredNodeKeepsSinceWhenAStreamIsDegraded) {
  run_with_incident(26);
  restart(26);
  run_with_incident(30);
  EXPECT_EQ(stream().state, StreamState::Degraded);
  EXPECT_EQ(stream().since, kStart + seconds(22));
  EXPECT_EQ(stream().reasons.at(0).since, kStart + seconds(22));
}

TEST_F(DiagnosisTest, ARestoredNodeKeepsSinceWhenAStreamIsMissing) {
  for (const char* name : {"ended", "never"}) {
    rules_.entries.push_back(entry(name));
    rules_.entries.back().expected = true;
  }
  update(good_poll(0, {camera(0, "ended")}));
  update(good_poll(2, {}));
  restart(10);
  update(good_poll(10, {}));
  EXPECT_EQ(stream("ended").state, StreamState::Missing);
  EXPECT_EQ(stream("ended").since, kStart + seconds(2));
  EXPECT_EQ(stream("never").state, StreamState::Missing);
  EXPECT_EQ(stream("never").since, kStart);
}

TEST_F(DiagnosisTest, WhatIsNotExpectedAnyMoreAfterARestartLeavesNoTrace) {
  rules_.entries = {entry("typo")};
  rules_.entries[0].expected = true;
  update(good_poll(0, {}));
  ASSERT_EQ(stream("typo").state, StreamState::Missing);
  rules_.entries.clear();
  restart(10);
  EXPECT_THAT(update(good_poll(10, {})).streams, IsEmpty());
}

TEST_F(DiagnosisTest, ARestoredNodeKeepsThatAStreamIsGoneUnderItsReaders) {
  for (const double second : {0.0, 2.0})
    update(good_poll(second, {camera(second, "cam", {srt_peer("a")})}));
  update(good_poll(4, {}));
  restart(10);
  update(good_poll(10, {}));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamGone));
  EXPECT_EQ(shown_->problems[0].since, kStart + seconds(4));
  EXPECT_EQ(shown_->problems[0].text, "Gone, while 1 reader read it.");
}

TEST_F(DiagnosisTest, AStreamThatWentWhileNobodyWatchedIsAProblemToo) {
  for (const double second : {0.0, 2.0})
    update(good_poll(second, {camera(second, "cam", {srt_peer("a")}), camera(second, "unread")}));
  restart(10);
  update(good_poll(10, {}));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::StreamGone));
  EXPECT_EQ(shown_->problems[0].text, "Gone, while 1 reader read it.");
  EXPECT_THAT(reasons("unread"), IsEmpty());
}

TEST_F(DiagnosisTest, AProblemThatAnotherExporterToldIsNotToldAgain) {
  run_with_incident(24);
  ASSERT_THAT(shown_->problems, SizeIs(1));
  const Problem mine = shown_->problems[0];
  auto told = *decode_remembered(encode_snapshot(*shown_));
  told.problems.at(0).key = "told-by-another-1";
  told.problems.at(0).since -= seconds(1);
  tracker().restore(told, good_poll(second_, {}).finished_at, shown_->polled_at);
  run_with_incident(26);
  EXPECT_EQ(shown_->problems.at(0).key, "told-by-another-1");
  EXPECT_EQ(shown_->problems[0].since, mine.since - seconds(1));
  EXPECT_THAT(shown_->problem_changes, IsEmpty());
}

// The server does not answer for so long that nobody knows what its streams do.
class RestartWhileTheServerIsAway : public DiagnosisTest {
 protected:
  void stall() {
    for (const double second : {0.0, 2.0, 4.0, 6.0, 8.0}) update(good_poll(second, {camera(0)}));
    ASSERT_THAT(problems(), ElementsAre(ReasonCode::NoInboundBytes));
    stall_ = shown_->problems[0];
  }
  void lose_server(int from, int to) {
    for (int second = from; second <= to; second += 2) update(failed_poll(second));
    ASSERT_EQ(stream().state, StreamState::Unknown);
    ASSERT_THAT(problems(), ElementsAre(ReasonCode::ServerDown)) << "nothing else is known";
    EXPECT_THAT(reasons(), IsEmpty());
  }
  [[nodiscard]] std::vector<std::string> told() const {
    std::vector<std::string> told;
    for (const ProblemChange& change : shown_->problem_changes)
      told.push_back(std::string(change_word(change.kind)) + " " + change.problem.key);
    return told;
  }
  Problem stall_;
};

TEST_F(RestartWhileTheServerIsAway, WhatGoesOnIsTheSameProblem) {
  stall();
  lose_server(10, 18);
  const std::string down = shown_->problems[0].key;
  restart(20);
  lose_server(20, 24);
  EXPECT_THAT(told(), IsEmpty());
  restart(26);  // twice: what is held is handed on
  lose_server(26, 28);
  update(good_poll(30, {camera(0)}));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::NoInboundBytes));
  EXPECT_EQ(shown_->problems[0].key, stall_.key);
  EXPECT_EQ(shown_->problems[0].since, stall_.since);
  EXPECT_EQ(stream().since, kStart);
  EXPECT_THAT(told(), ElementsAre("ended " + down));
  EXPECT_TRUE(shown_->held.empty());
}

TEST_F(RestartWhileTheServerIsAway, WhatIsOverThenEnds) {
  stall();
  lose_server(10, 18);
  restart(20);
  lose_server(20, 24);
  update(good_poll(26, {camera(26)}));
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_THAT(told(), testing::Contains("ended " + stall_.key));
}

TEST_F(RestartWhileTheServerIsAway, ALossThatWasToldEnds) {
  run_with_incident(24);
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::SrtUndecrypted));
  const std::string loss = shown_->problems[0].key;
  lose_server(24, 32);
  restart(34);
  lose_server(34, 44);
  second_ = 46;
  run_with_incident(48);
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_THAT(told(), testing::Contains("ended " + loss));
}

TEST_F(RestartWhileTheServerIsAway, AStandbyThatTakesOverEndsNothing) {
  stall();
  lose_server(10, 18);
  auto remembered = *decode_remembered(encode_snapshot(*shown_));
  NodeTracker standby("local", Milliseconds(2000), rules_);
  standby.update(failed_poll(19));  // it has never seen the server
  standby.restore(remembered, failed_poll(20).finished_at, failed_poll(20).polled_at);
  shown_ = standby.update(failed_poll(20));
  EXPECT_THAT(told(), IsEmpty());
  shown_ = standby.update(good_poll(22, {camera(0)}));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::NoInboundBytes));
  EXPECT_EQ(shown_->problems[0].key, stall_.key);
}

TEST_F(RestartWhileTheServerIsAway, ASlateIsStillAWarning) {
  const auto slate = [](double second) {
    return good_poll(second, {path({.inbound = 0, .online = false, .source = std::nullopt})});
  };
  update(good_poll(0, {camera(0)}));
  update(good_poll(2, {camera(2)}));
  update(slate(4));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::SlatePlaying));
  const Problem told_before = shown_->problems[0];
  lose_server(6, 14);
  restart(16);
  update(slate(16));
  ASSERT_THAT(problems(), ElementsAre(ReasonCode::SlatePlaying));
  EXPECT_EQ(shown_->problems[0].key, told_before.key);
  EXPECT_EQ(shown_->problems[0].since, told_before.since);
}

TEST_F(DiagnosisTest, WhatThisProcessWroteItselfIsNothingNew) {
  run_with_incident(24);
  auto old = *decode_remembered(encode_snapshot(*shown_));
  old.problems.clear();
  old.ours = true;
  tracker().restore(old, good_poll(second_, {}).finished_at, shown_->polled_at);
  run_with_incident(26);
  EXPECT_THAT(shown_->problem_changes, IsEmpty()) << "it is told already";
}

}  // namespace
}  // namespace mtxmon
