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
