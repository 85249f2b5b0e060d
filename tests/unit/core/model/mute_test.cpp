#include "core/model/mute.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/model/json_members.h"

namespace mtxmon {
namespace {

using testing::HasSubstr;

constexpr WallTime kNow{Milliseconds(1795348800000)};

class MuteTest : public testing::Test {
 protected:
  static Problem problem(std::string stream, ReasonCode code = ReasonCode::SrtLinkLoss) {
    Problem problem;
    problem.key = "one-1";
    problem.code = code;
    problem.severity = Severity::Warning;
    problem.streams = {std::move(stream)};
    return problem;
  }
  static Mute mute(std::string stream = "cam/1") {
    return {.node = "local",
            .code = ReasonCode::SrtLinkLoss,
            .stream = std::move(stream),
            .until = kNow + std::chrono::hours(1),
            .created = kNow};
  }
};

TEST_F(MuteTest, CoversWhatItNamesAlsoUnderANewKey) {
  EXPECT_TRUE(mute().covers("local", problem("cam/1")));
  EXPECT_FALSE(mute().covers("other", problem("cam/1")));
  EXPECT_FALSE(mute().covers("local", problem("cam/2")));
  EXPECT_FALSE(mute().covers("local", problem("cam/1", ReasonCode::NoInboundBytes)));
}

TEST_F(MuteTest, APatternCoversAProblemWhoseStreamsAllMatch) {
  Problem both = problem("cam/1");
  both.streams.emplace_back("cam/2");
  EXPECT_TRUE(mute("cam/*").covers("local", both));
  both.streams.emplace_back("stage");
  EXPECT_FALSE(mute("cam/*").covers("local", both));
  EXPECT_TRUE(mute("").covers("local", both));
  EXPECT_TRUE(mute("a*b").covers("local", problem("a*b")));
  Problem of_node = problem("");
  of_node.streams.clear();
  EXPECT_FALSE(mute("*").covers("local", of_node));
  EXPECT_TRUE(mute("").covers("local", of_node));
}

TEST_F(MuteTest, ADetailTellsSeveralOfOneCodeApart) {
  Mute one = mute("");
  one.detail = "203.0.113.0/24";
  EXPECT_FALSE(one.covers("local", problem("cam/1")));
  Problem shared = problem("cam/1");
  shared.detail = one.detail;
  EXPECT_TRUE(one.covers("local", shared));
}

TEST_F(MuteTest, TheProblemItWasMadeForStaysMutedWhateverItsWorstReasonIsButNotWhenItGetsWorse) {
  Mute one = mute();
  one.key = "one-1";
  one.severity = Severity::Warning;
  EXPECT_TRUE(one.covers("local", problem("cam/1", ReasonCode::SrtBelated)));
  Problem worse = problem("cam/1", ReasonCode::NoInboundBytes);
  worse.severity = Severity::Critical;
  EXPECT_FALSE(one.covers("local", worse));
}

TEST_F(MuteTest, MarksProblemsUntilItsEndAndTheLongestCounts) {
  Mute longer = mute("cam/*");
  longer.until += std::chrono::hours(1);
  longer.comment = "encoder is replaced";
  const std::vector<Mute> mutes = {mute(), longer, mute()};
  const auto marked = [&](Problem problem, WallTime now) {
    mark_muted("local", mutes, now, problem);
    return problem;
  };
  const Problem muted = marked(problem("cam/1"), kNow);
  EXPECT_EQ(muted.muted_until, longer.until);
  EXPECT_EQ(muted.mute_id, longer.id());
  EXPECT_EQ(muted.mute_comment, "encoder is replaced");
  EXPECT_FALSE(marked(problem("stage"), kNow).muted_until);
  EXPECT_FALSE(marked(problem("cam/1"), longer.until).muted_until);
}

TEST_F(MuteTest, ComesBackFromItsJson) {
  Mute sent = mute("k\"ü<&/*");
  sent.detail = "a#b";
  sent.key = "k-1-2";
  sent.severity = Severity::Warning;
  sent.by = "Anna";
  sent.comment = "line\nbreak";
  const auto back = parse_mute(encode_mute(sent));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(encode_mute(*back), encode_mute(sent));
  EXPECT_EQ(back->stream, sent.stream);
  EXPECT_EQ(back->severity, Severity::Warning);
  EXPECT_THAT(encode_mute(sent), HasSubstr(R"("until":"2026-11-22T)"));
}

TEST_F(MuteTest, WhatIsNoMuteIsAnError) {
  for (const char* text :
       {"", "[]", "{}", R"({"node":"a","code":"b","until":"2026-11-22T18:00:00Z"})",
        R"({"node":"a","code":"rtp_loss","until":"soon"})"})
    EXPECT_FALSE(parse_mute(text).ok()) << text;
}

TEST_F(MuteTest, IdsDifferWhereTheMutesDo) {
  EXPECT_EQ(mute().id(), "local/srt_link_loss/cam/1");
  EXPECT_NE(mute("a#b").id(), [] {
    Mute other = mute("a");
    other.detail = "b";
    return other.id();
  }());
}

}  // namespace
}  // namespace mtxmon
