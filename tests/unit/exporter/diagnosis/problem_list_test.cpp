#include "exporter/diagnosis/problem_list.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/exporter/poll_builder.h"

namespace mtxmon {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using enum ReasonCode;

Problem problem(ReasonCode code, std::vector<std::string> streams, int since = 0,
                Severity severity = Severity::Critical) {
  Problem made;
  made.code = code;
  made.severity = severity;
  made.since = kStart + seconds(since);
  made.streams = std::move(streams);
  made.text = "text";
  return made;
}

class ProblemListTest : public testing::Test {
 protected:
  using Problems = std::vector<Problem>;

  // A poll; what changed as "began cam".
  std::vector<std::string> update(Problems problems, bool server_answers = true) {
    now_ += seconds(2);
    changes_ = list_.update(problems, now_, server_answers);
    problems_ = std::move(problems);
    std::vector<std::string> said;
    for (const ProblemChange& change : changes_) {
      std::string line(change_word(change.kind));
      for (const std::string& stream : change.problem.streams) line += " " + stream;
      said.push_back(line);
    }
    return said;
  }
  [[nodiscard]] std::string key(std::size_t index = 0) const { return problems_.at(index).key; }
  // Another process that knows what this one wrote.
  void restart() {
    list_ = ProblemList();
    for (Problem& one : problems_) one.stream_count = one.streams.size();
    list_.restore(problems_);
  }

  ProblemList list_;
  WallTime now_ = kStart + seconds(100);
  Problems problems_;
  std::vector<ProblemChange> changes_;
};

TEST_F(ProblemListTest, BeganAndEndedAreToldOnce) {
  EXPECT_THAT(update({problem(NoInboundBytes, {"cam"}, 90)}), ElementsAre("began cam"));
  EXPECT_THAT(key(), testing::StartsWith("no_inbound_bytes-"));
  EXPECT_EQ(changes_[0].problem.key, key());
  EXPECT_FALSE(changes_[0].duration_seconds);
  const std::string began = key();
  EXPECT_THAT(update({problem(NoInboundBytes, {"cam"}, 90)}), IsEmpty());
  EXPECT_EQ(key(), began);
  EXPECT_THAT(update({}), ElementsAre("ended cam"));
  EXPECT_EQ(changes_[0].problem.key, began);
  EXPECT_EQ(changes_[0].duration_seconds, 16);
  EXPECT_EQ(changes_[0].merged_into, "");
  EXPECT_THAT(update({}), IsEmpty());
  EXPECT_THAT(update({problem(NoInboundBytes, {"cam"}, 90)}), ElementsAre("began cam"));
  EXPECT_NE(key(), began) << "the same once more is a new problem";
}

TEST_F(ProblemListTest, FiguresAreNoChangeSeverityIs) {
  update({problem(RtpLoss, {"cam"}, 0, Severity::Warning)});
  Problem more = problem(RtpLoss, {"cam"}, 0, Severity::Warning);
  more.text = "3 % lost";
  EXPECT_THAT(update({more}), IsEmpty());
  more.severity = Severity::Critical;
  EXPECT_THAT(update({more}), ElementsAre("changed cam"));
  EXPECT_EQ(changes_[0].problem.severity, Severity::Critical);
  EXPECT_EQ(changes_[0].problem.text, "3 % lost");
}

TEST_F(ProblemListTest, AStallThatBecomesAnEndIsTheSameProblem) {
  update({problem(NoInboundBytes, {"cam"}, 80)});
  const std::string stall = key();
  EXPECT_THAT(update({problem(StreamGone, {"cam"}, 100, Severity::Warning)}),
              ElementsAre("changed cam"));
  EXPECT_EQ(key(), stall);
  EXPECT_EQ(problems_[0].since, kStart + seconds(80));
}

TEST_F(ProblemListTest, AnotherReasonOfTheSameStreamHasItsOwnBeginning) {
  update({problem(SrtLinkLoss, {"cam"}, 10, Severity::Warning)});
  const std::string loss = key();
  EXPECT_THAT(update({problem(NoInboundBytes, {"cam"}, 90)}), ElementsAre("changed cam"));
  EXPECT_EQ(key(), loss);
  EXPECT_EQ(problems_[0].since, kStart + seconds(90));
}

TEST_F(ProblemListTest, AGroupThatGrowsKeepsItsKeyAndItsBeginning) {
  update({problem(StreamsFailedTogether, {"a", "b", "c"}, 50)});
  const std::string group = key();
  EXPECT_THAT(update({problem(StreamsFailedTogether, {"c", "b", "a"}, 50)}), IsEmpty())
      << "the order is no change";
  EXPECT_THAT(update({problem(StreamsFailedTogether, {"b", "c", "d"}, 51)}),
              ElementsAre("changed b c d"));
  EXPECT_EQ(key(), group);
  EXPECT_EQ(problems_[0].since, kStart + seconds(50)) << "the first of them is back already";
}

TEST_F(ProblemListTest, WhatBecomesPartOfAGroupIsNotOver) {
  update({problem(NoInboundBytes, {"a"}), problem(NoInboundBytes, {"b"})});
  const std::string first = key();
  EXPECT_THAT(update({problem(StreamsFailedTogether, {"a", "b", "c"})}),
              ElementsAre("changed a b c", "ended b"));
  EXPECT_EQ(key(), first);
  EXPECT_EQ(changes_[1].merged_into, first);
}

TEST_F(ProblemListTest, AGroupIsNoPartOfWhatOneOfItHasElse) {
  update({problem(StreamsFailedTogether, {"a", "b", "c"}, 50)});
  EXPECT_THAT(update({problem(ExpectedReadersLow, {"a"}, 60)}),
              ElementsAre("began a", "ended a b c"));
  EXPECT_EQ(changes_[1].merged_into, "") << "b and c are well";
}

TEST_F(ProblemListTest, ForwardsAreMattersOfTheirOwn) {
  Problem one = problem(ForwardFailed, {"cam"});
  Problem two = one;
  one.detail = "f1";
  two.detail = "f2";
  update({one, two});
  EXPECT_NE(key(0), key(1));
  const std::string second = key(1);
  EXPECT_THAT(update({two, problem(RtpLoss, {"cam"})}), ElementsAre("began cam", "ended cam"));
  EXPECT_EQ(key(0), second);
  EXPECT_EQ(changes_[1].merged_into, "");
}

TEST_F(ProblemListTest, WhileTheServerDoesNotAnswerNothingEnds) {
  update({problem(NoInboundBytes, {"cam"}, 90)});
  const std::string stall = key();
  EXPECT_THAT(update({problem(ServerDown, {})}, false), ElementsAre("began"));
  EXPECT_THAT(update({problem(ServerDown, {})}, false), IsEmpty());
  EXPECT_THAT(update({problem(NoInboundBytes, {"cam"}, 95)}), ElementsAre("ended"));
  EXPECT_EQ(key(), stall);
  EXPECT_EQ(problems_[0].since, kStart + seconds(90));
}

TEST_F(ProblemListTest, WhatIsOverWhenTheServerAnswersIsNewTheNextTime) {
  update({problem(NoInboundBytes, {"cam"}, 0), problem(NoInboundBytes, {"other"}, 60)});
  const std::string cam = key(0);
  const std::string other = key(1);
  for (int poll = 0; poll < 3; ++poll) update({problem(ServerDown, {})}, false);
  EXPECT_THAT(update({problem(NoInboundBytes, {"cam"}, 0)}),
              testing::UnorderedElementsAre("ended other", "ended"));
  EXPECT_EQ(key(), cam);
  EXPECT_THAT(update({}), ElementsAre("ended cam"));
  EXPECT_THAT(update({problem(NoInboundBytes, {"other"}, 60)}), ElementsAre("began other"));
  EXPECT_NE(key(), other);
}

TEST_F(ProblemListTest, AnOverloadGoesOnAsTheReadersThatItExplains) {
  const Severity warning = Severity::Warning;
  update(
      {problem(ReadersFailing, {"a"}, 10, warning), problem(ReadersFailing, {"b"}, 12, warning)});
  const std::string first = key();
  EXPECT_THAT(update({problem(ServerOverloaded, {"a", "b"}, 14)}),
              ElementsAre("changed a b", "ended b"));
  EXPECT_EQ(key(), first);
  EXPECT_EQ(changes_[1].merged_into, first);
  EXPECT_EQ(problems_[0].since, kStart + seconds(10));
  EXPECT_THAT(update({problem(ReadersFailing, {"b"}, 12, warning)}), ElementsAre("changed b"));
  EXPECT_EQ(key(), first);
}

TEST_F(ProblemListTest, WhatAnOverloadLeavesBehindDoesNotBegin) {
  const auto failing = [](const std::string& stream, int since) {
    return problem(ReadersFailing, {stream}, since, Severity::Warning);
  };
  update({problem(ServerOverloaded, {"a", "b", "c"}, 14)});
  const std::string overload = key();
  EXPECT_THAT(update({failing("a", 10), failing("b", 20), failing("c", 21), failing("d", 22)}),
              ElementsAre("changed a", "changed b", "changed c", "began d"));
  EXPECT_EQ(key(0), overload);
  EXPECT_EQ(changes_[0].split_from, "") << "it is the same problem";
  EXPECT_EQ(changes_[1].split_from, overload);
  EXPECT_EQ(changes_[2].split_from, overload);
  EXPECT_EQ(changes_[3].split_from, "") << "it was no part of it";
  EXPECT_EQ(problems_[1].since, kStart + seconds(20));
  EXPECT_EQ((std::set<std::string>{key(0), key(1), key(2)}).size(), 3U);
  EXPECT_THAT(update({failing("a", 10)}),
              testing::UnorderedElementsAre("ended b", "ended c", "ended d"));
}

TEST_F(ProblemListTest, AGroupOfStreamsThatWereTogetherAndOthersBegins) {
  update({problem(StreamsFailedTogether, {"a", "b", "c"}, 10)});
  EXPECT_THAT(update({problem(StreamsFailedTogether, {"a", "b"}, 10),
                      problem(StreamsFailedTogether, {"c", "d"}, 90)}),
              ElementsAre("changed a b", "began c d"));
  EXPECT_EQ(changes_[1].split_from, "") << "of d nothing was told";
}

TEST_F(ProblemListTest, SomethingElseOfAStreamOfAGroupBegins) {
  update({problem(StreamsFailedTogether, {"a", "b", "c"}, 10)});
  EXPECT_THAT(update({problem(StreamsFailedTogether, {"a", "b"}, 10), problem(RtpLoss, {"c"}, 90)}),
              ElementsAre("changed a b", "began c"));
  EXPECT_EQ(changes_[1].split_from, "");
}

TEST_F(ProblemListTest, AnOverloadIsNoPartOfWhatElseItsStreamsHave) {
  update({problem(RtpLoss, {"a"}, 10)});
  const std::string loss = key();
  EXPECT_THAT(update({problem(ServerOverloaded, {"a"}, 14)}), ElementsAre("began a", "ended a"));
  EXPECT_NE(key(), loss);
  EXPECT_EQ(changes_[1].merged_into, "") << "the loss is over";
  update({problem(ServerOverloaded, {"a"}, 14), problem(RtpLoss, {"a"}, 20)});
  EXPECT_THAT(update({problem(RtpLoss, {"a"}, 20)}), ElementsAre("ended a"));
  EXPECT_EQ(changes_[0].merged_into, "");
}

TEST_F(ProblemListTest, AfterARestartNothingIsToldAgain) {
  update({problem(NoInboundBytes, {"cam"}, 90), problem(ListFailed, {}, 80)});
  const std::string stall = key();
  restart();
  EXPECT_THAT(update({problem(NoInboundBytes, {"cam"}, 101), problem(ListFailed, {}, 101)}),
              IsEmpty());
  EXPECT_EQ(key(), stall);
  EXPECT_EQ(problems_[0].since, kStart + seconds(90));
  EXPECT_EQ(problems_[1].since, kStart + seconds(80));
}

TEST_F(ProblemListTest, WhatEndedOrBeganWhileNobodyWatchedIsTold) {
  update({problem(NoInboundBytes, {"a"}, 90), problem(NoInboundBytes, {"b"}, 90)});
  restart();
  EXPECT_THAT(update({problem(NoInboundBytes, {"b"}, 90), problem(NoInboundBytes, {"c"}, 90)}),
              ElementsAre("began c", "ended a"));
}

TEST_F(ProblemListTest, NewKeysAfterARestartDifferFromOldOnes) {
  update({problem(NoInboundBytes, {"a"}, 90)});
  const std::string old = key();
  restart();
  update({problem(NoInboundBytes, {"a"}, 90), problem(NoInboundBytes, {"b"}, 90)});
  EXPECT_EQ(key(0), old);
  EXPECT_NE(key(1), old);
}

TEST_F(ProblemListTest, AGroupThatIsNamedInPartIsNotChangedByThat) {
  std::vector<std::string> all;
  for (int i = 0; i < 150; ++i) all.push_back("cam" + std::to_string(i));
  update({problem(StreamsFailedTogether, all)});
  restart();
  Problem part = problems_.at(0);
  part.stream_count = 150;
  part.streams.resize(kMostProblemStreams);
  list_.restore({part});
  EXPECT_THAT(update({problem(StreamsFailedTogether, all)}), IsEmpty());
  all.pop_back();
  EXPECT_THAT(update({problem(StreamsFailedTogether, all)}), SizeIs(1));
}

TEST_F(ProblemListTest, WhatIsHeldIsNeitherShownNorOver) {
  update({problem(NoInboundBytes, {"a"}), problem(ListFailed, {})});
  EXPECT_THAT(list_.held(), IsEmpty());
  const std::string stall = key();
  update({problem(ServerDown, {}), problem(ListFailed, {})}, false);
  ASSERT_THAT(list_.held(), SizeIs(1));
  EXPECT_EQ(list_.held()[0].key, stall);
  update({problem(NoInboundBytes, {"a"})});
  EXPECT_THAT(list_.held(), IsEmpty());
  update({});
  EXPECT_THAT(list_.held(), IsEmpty()) << "it ended";
}

TEST_F(ProblemListTest, IdsRiseAlsoWhenTheClockGoesBack) {
  update({problem(NoInboundBytes, {"a"}), problem(NoInboundBytes, {"b"})});
  const auto first = changes_;
  EXPECT_EQ(first[0].id, std::to_string(now_.time_since_epoch().count()) + "-0");
  EXPECT_EQ(first[1].id, std::to_string(now_.time_since_epoch().count()) + "-1");
  now_ -= seconds(60);
  update({});
  EXPECT_GT(changes_[0].time, first[0].time);
  EXPECT_GE(changes_[0].duration_seconds.value_or(-1), 0);
}

}  // namespace
}  // namespace mtxmon
