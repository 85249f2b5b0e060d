#include "core/model/encode_problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::HasSubstr;
using testing::Not;

WallTime time_at(long long seconds) { return WallTime(std::chrono::seconds(seconds)); }

ProblemChange ended() {
  ProblemChange change;
  change.kind = ProblemChange::Kind::Ended;
  change.id = "9000-0";
  change.time = time_at(9);
  change.problem.key = "stream_gone-5000-1";
  change.problem.code = ReasonCode::StreamGone;
  change.problem.since = time_at(5);
  change.problem.streams = {"<cam>"};
  change.problem.text = "Gone.";
  change.problem.remedy = "Look.";
  change.duration_seconds = 4;
  return change;
}

TEST(EncodeProblem, OneThatEnded) {
  EXPECT_EQ(encode_problem_change("local", ended()),
            R"({"id":"9000-0","time":"1970-01-01T00:00:09.000Z","node":"local","type":"ended",)"
            R"("key":"stream_gone-5000-1","severity":"warning","code":"stream_gone",)"
            R"("since":"1970-01-01T00:00:05.000Z","streams":["\u003ccam\u003e"],"stream_count":1,)"
            R"("text":"Gone.","remedy":"Look.","duration_seconds":4})");
}

TEST(EncodeProblem, SaysWhatItIsPartOfNowAndWhatItsStreamsShare) {
  ProblemChange change = ended();
  change.merged_into = "streams_failed_together-5000-2";
  change.problem.detail = "203.0.113.0/24";
  const std::string json = encode_problem_change("local", change);
  EXPECT_THAT(json, HasSubstr(R"("merged_into":"streams_failed_together-5000-2")"));
  EXPECT_THAT(json, HasSubstr(R"("detail":"203.0.113.0/24")"));
}

TEST(EncodeProblem, SaysWhatItWasPartOfBefore) {
  ProblemChange change = ended();
  EXPECT_THAT(encode_problem_change("local", change), Not(HasSubstr("split_from")));
  change.split_from = "server_overloaded-5000-2";
  EXPECT_THAT(encode_problem_change("local", change),
              HasSubstr(R"("split_from":"server_overloaded-5000-2")"));
}

TEST(EncodeProblem, NamesAtMostAHundredStreamsAndCountsAll) {
  ProblemChange change = ended();
  change.kind = ProblemChange::Kind::Began;
  change.duration_seconds.reset();
  for (int i = 1; i < 150; ++i) change.problem.streams.push_back("cam" + std::to_string(i));
  const std::string json = encode_problem_change("local", change);
  EXPECT_THAT(json, HasSubstr(R"("cam99"],"stream_count":150)"));
  EXPECT_THAT(json, HasSubstr(R"("type":"began")"));
  EXPECT_THAT(json, Not(HasSubstr("duration_seconds")));
}

TEST(EncodeProblem, OneThatWasReadBackCountsWhatItCannotName) {
  ProblemChange change = ended();
  change.problem.stream_count = 150;
  EXPECT_THAT(encode_problem_change("local", change), HasSubstr(R"("stream_count":150)"));
}

}  // namespace
}  // namespace mtxmon
