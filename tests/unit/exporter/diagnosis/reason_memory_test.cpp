#include "exporter/diagnosis/reason_memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

Reason reason(ReasonCode code, Severity severity = Severity::Warning, std::string detail = "") {
  Reason made;
  made.code = code;
  made.severity = severity;
  made.detail = std::move(detail);
  return made;
}

class ReasonMemoryTest : public testing::Test {
 protected:
  std::vector<Reason> found(double second, std::vector<Reason> reasons) {
    const PollResult poll = good_poll(second, {});
    memory_.update(std::move(reasons), poll.finished_at, poll.polled_at, seconds(60));
    return memory_.shown();
  }
  const Reason loss_ = reason(ReasonCode::RtpLoss);
  ReasonMemory memory_;
};

TEST_F(ReasonMemoryTest, AReasonIsShownAtOnceAndKeepsSinceWhen) {
  EXPECT_EQ(found(4, {loss_}).at(0).since, kStart + seconds(4));
  EXPECT_EQ(found(30, {loss_}).at(0).since, kStart + seconds(4));
  EXPECT_FALSE(memory_.shown()[0].ended.has_value());
}

TEST_F(ReasonMemoryTest, AReasonThatBringsItsOwnSinceKeepsIt) {
  Reason silent = reason(ReasonCode::ReaderSilent);
  silent.since = kStart + seconds(1);
  EXPECT_EQ(found(4, {silent}).at(0).since, kStart + seconds(1));
}

TEST_F(ReasonMemoryTest, OfTwoTimesTheOlderOneIsKept) {
  Reason silent = reason(ReasonCode::ReaderSilent);
  silent.since = kStart + seconds(1);
  found(4, {silent});
  silent.since = kStart + seconds(5);
  EXPECT_EQ(found(8, {silent}).at(0).since, kStart + seconds(1));
}

TEST_F(ReasonMemoryTest, TextAndNumbersAreThoseOfTheLastPoll) {
  Reason now = loss_;
  now.text = "old";
  found(0, {now});
  now.text = "new";
  EXPECT_EQ(found(2, {now}).at(0).text, "new");
}

TEST_F(ReasonMemoryTest, AReasonHoldsForTenSecondsAfterItWasFoundLast) {
  found(0, {loss_});
  found(2, {loss_});
  EXPECT_FALSE(found(11.9, {}).at(0).ended.has_value());
  ASSERT_THAT(found(12, {}), SizeIs(1));
  EXPECT_EQ(memory_.shown()[0].ended, kStart + seconds(2));
}

TEST_F(ReasonMemoryTest, AReasonThatComesBackWithinTheHoldIsTheSameOne) {
  found(0, {loss_});
  found(8, {});
  EXPECT_EQ(found(9, {loss_}).at(0).since, kStart);
  EXPECT_FALSE(found(18, {}).at(0).ended.has_value()) << "the hold counts anew";
}

TEST_F(ReasonMemoryTest, SeverityRisesAtOnceAndFallsOnlyAfterTheHold) {
  found(0, {loss_});
  const Reason worse = reason(ReasonCode::RtpLoss, Severity::Critical);
  EXPECT_EQ(found(2, {worse}).at(0).severity, Severity::Critical);
  EXPECT_EQ(found(4, {loss_}).at(0).severity, Severity::Critical);
  EXPECT_EQ(found(11, {loss_}).at(0).severity, Severity::Critical);
  EXPECT_EQ(found(12, {loss_}).at(0).severity, Severity::Warning);
}

TEST_F(ReasonMemoryTest, WhatIsOverIsShownAsRecentUntilItHasRecovered) {
  found(0, {loss_});
  EXPECT_TRUE(found(59, {}).at(0).ended.has_value());
  EXPECT_FALSE(memory_.shown()[0].active(Severity::Info));
  EXPECT_THAT(found(60, {}), IsEmpty());
  EXPECT_TRUE(memory_.empty());
}

TEST_F(ReasonMemoryTest, ARecentReasonThatIsFoundAgainBeginsAnew) {
  found(0, {loss_});
  found(20, {});
  const Reason again = found(30, {loss_}).at(0);
  EXPECT_EQ(again.since, kStart + seconds(30));
  EXPECT_FALSE(again.ended.has_value());
}

TEST_F(ReasonMemoryTest, WhatIsOverComesBackNoWorseThanItIsFound) {
  found(0, {reason(ReasonCode::RtpLoss, Severity::Critical)});
  found(10, {});
  EXPECT_EQ(found(11, {loss_}).at(0).severity, Severity::Warning);
}

TEST_F(ReasonMemoryTest, AReasonThatIsTheStateEndsWithIt) {
  found(0, {reason(ReasonCode::NoInboundBytes, Severity::Critical)});
  EXPECT_TRUE(found(2, {}).at(0).ended.has_value());
}

TEST_F(ReasonMemoryTest, AFactLeavesNoTraceWhenItIsOver) {
  found(0, {reason(ReasonCode::SrtLatencyLow, Severity::Info)});
  EXPECT_THAT(found(9, {}), SizeIs(1));
  EXPECT_THAT(found(10, {}), IsEmpty());
}

TEST_F(ReasonMemoryTest, TheWorstComesFirstAndTheRecentOnesLast) {
  found(0, {reason(ReasonCode::PublisherConflict, Severity::Critical)});
  const auto shown = found(12, {reason(ReasonCode::SrtLatencyLow, Severity::Info), loss_,
                                reason(ReasonCode::SrtUndecrypted, Severity::Critical)});
  ASSERT_THAT(shown, SizeIs(4));
  EXPECT_EQ(shown[0].code, ReasonCode::SrtUndecrypted);
  EXPECT_EQ(shown[1].code, ReasonCode::RtpLoss);
  EXPECT_EQ(shown[2].code, ReasonCode::SrtLatencyLow);
  EXPECT_EQ(shown[3].code, ReasonCode::PublisherConflict);
}

TEST_F(ReasonMemoryTest, TwoDestinationsOfOneCodeAreTwoReasons) {
  const Reason first = reason(ReasonCode::ForwardFailed, Severity::Warning, "a");
  const Reason second = reason(ReasonCode::ForwardFailed, Severity::Warning, "b");
  found(0, {first});
  const auto both = found(5, {first, second});
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_EQ(both[0].since, kStart);
  EXPECT_EQ(both[1].since, kStart + seconds(5));
}

TEST_F(ReasonMemoryTest, ARestoredReasonKeepsSinceWhenAndHolds) {
  Reason old = loss_;
  old.since = kStart - seconds(100);
  memory_.restore({old}, good_poll(0, {}).finished_at);
  EXPECT_FALSE(found(9, {}).at(0).ended.has_value());
  EXPECT_EQ(found(9.5, {loss_}).at(0).since, kStart - seconds(100));
}

TEST_F(ReasonMemoryTest, WhatWasFoundHereWinsOverWhatIsRestored) {
  found(0, {loss_});
  Reason old = loss_;
  old.since = kStart - seconds(100);
  memory_.restore({old}, good_poll(1, {}).finished_at);
  EXPECT_EQ(found(2, {loss_}).at(0).since, kStart);
}

}  // namespace
}  // namespace mtxmon
